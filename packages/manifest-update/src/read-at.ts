import { normalize } from 'node:path';
import { usageError } from '@patch-notebook-sts/core/failure';
import { bareRepository } from './places/explicit-reference.ts';

/** The values that `--at` names: for each file, repositories by path. */
export type NamedValues = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads `FILE:path.to.tag=REPOSITORY`; anything else is a usage error (exit 2). */
export function readAt(texts: readonly string[]): NamedValues {
  const named = new Map<string, Map<string, string>>();
  for (const text of texts) {
    const [, file = '', path = '', name = ''] = /^([^:]+):(.+)=([^=]+)$/.exec(text) ?? [];
    const repository = bareRepository(name);
    if (repository === undefined) throw usageError(`--at: "${text}" is not FILE:PATH=REPOSITORY`);
    const place = normalize(file);
    const paths = named.get(place) ?? new Map<string, string>();
    named.set(place, paths.set(path, repository));
  }
  return named;
}
