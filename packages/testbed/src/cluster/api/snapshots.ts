import type { Entry } from './entry.ts';
import type { ResourceName } from './resources.ts';

/** etcd forgets old revisions every 5 minutes by default (--etcd-compaction-interval of kube-apiserver). */
const LIFETIME_MS = 5 * 60_000;

/** The past states that continue tokens refer to. */
export class Snapshots {
  #kept = new Map<string, { entries: readonly Entry[]; at: number }>();
  #pagesLeft = Number.POSITIVE_INFINITY;

  keep(resource: ResourceName, revision: number, entries: readonly Entry[]): void {
    const now = Date.now();
    for (const [key, { at }] of this.#kept) if (now - at > LIFETIME_MS) this.#kept.delete(key);
    const key = `${resource}@${revision}`;
    if (!this.#kept.has(key)) this.#kept.set(key, { entries, at: now });
  }

  /** The state at a revision, for one continued page; undefined when it has expired. */
  take(resource: ResourceName, revision: number): readonly Entry[] | undefined {
    if (this.#pagesLeft === 0) this.#expire();
    this.#pagesLeft--;
    return this.#kept.get(`${resource}@${revision}`)?.entries;
  }

  /** Lets every token given out so far expire, once this many more continued pages have been served. */
  expireAfter(pages: number): void {
    if (pages === 0) this.#expire();
    else this.#pagesLeft = pages;
  }

  #expire(): void {
    this.#kept.clear();
    this.#pagesLeft = Number.POSITIVE_INFINITY;
  }
}
