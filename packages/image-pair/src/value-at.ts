import { oneLineMessage, usageError } from '@patch-notebook-sts/core/failure';
import { printable } from '@patch-notebook-sts/core/text/printable';
import { readYaml } from './read-yaml.ts';

/** The way to a value in a YAML file: keys, and places in lists. */
export type ValuePath = readonly (string | number)[];

/** Characters of what is said about a text; the parser quotes it. */
const MAX_SAID = 200;

/** Reads `.spec.containers[0].image`; anything else is a usage error (exit 2). */
export function readValuePath(text: string): ValuePath {
  if (!/^(?:\.[\w/-]+|\[\d+\])+$/.test(text))
    throw usageError(`--path: "${text}" is not a path such as .spec.containers[0].image`);
  return [...text.matchAll(/\.([\w/-]+)|\[(\d+)\]/g)].map(([, key, place]) => key ?? Number(place));
}

/** The text at a path in the first of a file's documents that has one, or why there is none. */
export function valueAt(text: string, path: ValuePath): { value: string } | { why: string } {
  try {
    for (const document of readYaml(text)) {
      // As plain values, because a node may be an alias; of those there may be a hundred at most.
      const value = path.reduce<unknown>(stepInto, document.toJS({ maxAliasCount: 100 }));
      if (typeof value === 'string') return { value };
    }
    return { why: 'has no text there' };
  } catch (error) {
    return { why: `is not YAML: ${printable(oneLineMessage(error), MAX_SAID)}` };
  }
}

const stepInto = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
