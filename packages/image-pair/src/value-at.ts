import { oneLineMessage, usageError } from '@patch-notebook-sts/core/failure';
import { parseAllDocuments } from 'yaml';

/** The way to a value in a YAML file: keys, and places in lists. */
export type ValuePath = readonly (string | number)[];

/** Reads `.spec.containers[0].image`; anything else is a usage error (exit 2). */
export function readValuePath(text: string): ValuePath {
  if (!/^(?:\.[\w/-]+|\[\d+\])+$/.test(text))
    throw usageError(`--path: "${text}" is not a path such as .spec.containers[0].image`);
  return [...text.matchAll(/\.([\w/-]+)|\[(\d+)\]/g)].map(([, key, place]) => key ?? Number(place));
}

/** The text at a path in the first of a file's documents that has one, or why there is none. */
export function valueAt(text: string, path: ValuePath): { value: string } | { why: string } {
  const documents = [...parseAllDocuments(text)];
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken !== undefined) return { why: `is not YAML: ${oneLineMessage(broken)}` };
  for (const document of documents) {
    let value: unknown;
    try {
      // As plain values, because a node may be an alias; of those there may be a hundred at most.
      value = path.reduce<unknown>(stepInto, document.toJS({ maxAliasCount: 100 }));
    } catch (error) {
      return { why: `is not YAML: ${oneLineMessage(error)}` };
    }
    if (typeof value === 'string') return { value };
  }
  return { why: 'has no text there' };
}

const stepInto = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
