import { createHash, randomInt } from 'node:crypto';
import type { PodTemplate } from '../api/objects.ts';

/** What Kubernetes writes hashes and suffixes with: no vowels, and nothing that looks like one. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Objects are immutable, and hashing one takes longer than all else that a controller does with it. */
const hashes = new WeakMap<PodTemplate, string>();

/** A short hash of a pod template; equal templates have equal hashes, whatever the order of their keys. */
export function templateHash(template: PodTemplate): string {
  const hash = hashes.get(template) ?? computeHash(template);
  hashes.set(template, hash);
  return hash;
}

function computeHash(template: PodTemplate): string {
  const digest = createHash('sha1').update(canonical(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** Five random characters, as generateName appends. */
export function randomSuffix(): string {
  return Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The pod templates that controllers have seen, per workload, and the names that they know them by. */
export class Revisions {
  #known = new Map<string, Map<string, { name: string; template: PodTemplate }>>();

  /** Keeps a template under the name that it already has, such as in a captured cluster. */
  record(uid: string, template: PodTemplate, name: string): void {
    const known = this.#known.get(uid) ?? new Map<string, { name: string; template: PodTemplate }>();
    const hash = templateHash(template);
    if (!known.has(hash)) this.#known.set(uid, known.set(hash, { name, template }));
  }

  /** The name of a template: the recorded one, else, from then on, its hash behind the prefix. */
  name(uid: string, template: PodTemplate, prefix = ''): string {
    const hash = templateHash(template);
    this.record(uid, template, `${prefix}${hash}`);
    return this.#known.get(uid)?.get(hash)?.name ?? '';
  }

  /** The template of a name; undefined when it is not known. */
  template(uid: string, name: string): PodTemplate | undefined {
    return [...(this.#known.get(uid)?.values() ?? [])].find((revision) => revision.name === name)?.template;
  }
}
