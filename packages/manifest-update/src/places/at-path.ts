import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import type { YAMLMap } from 'yaml';
import { explicitReference } from './explicit-reference.ts';
import { neighboursOf } from './neighbours.ts';
import { isVersion, versionOf } from './parts.ts';
import { formatPath, type Step } from './path.ts';
import type { Place, Value } from './place.ts';
import { type Source, toValue } from './yaml-nodes.ts';

/** The place of a value that `--at` names: a reference as a whole, a tag, or a digest. */
export function findNamed(
  source: Source,
  node: unknown,
  map: YAMLMap | undefined,
  steps: readonly Step[],
  at: ReadonlyMap<string, string>,
): Place | undefined {
  const repository = at.get(source.prefix + formatPath(steps));
  if (repository === undefined) return undefined;
  const neighbours = map === undefined ? new Map() : neighboursOf(source, map, steps.slice(0, -1), []);
  return namedPlace(toValue(source, node, steps), repository, neighbours);
}

export function namedPlace(value: Value, repository: string, neighbours: Place['neighbours']): Place {
  const place = { repository, neighbours, isNamed: true };
  const reference = explicitReference(value.text);
  if (reference?.repository === repository) {
    const { tag, digest } = reference;
    return { ...place, ...versionOf(tag ?? '', digest ?? ''), values: { reference: value } };
  }
  if (isDigest(value.text)) return { ...place, digest: value.text, values: { digest: value } };
  if (isVersion(value.text)) return { ...place, ...versionOf(value.text, ''), values: { tag: value } };
  return { ...place, values: { tag: { trouble: 'it is neither a tag nor a digest', ...value } } };
}
