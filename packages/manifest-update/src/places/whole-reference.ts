import type { YAMLMap } from 'yaml';
import { explicitReference } from './explicit-reference.ts';
import { neighboursOf } from './neighbours.ts';
import type { Step } from './path.ts';
import type { Place } from './place.ts';
import { type Source, toValue } from './yaml-nodes.ts';

/**
 * The place of a value that as a whole is a reference of a listed repository, whatever its key.
 * @param map the map that has it; undefined for an item of a list
 */
export function findReference(
  source: Source,
  node: unknown,
  map: YAMLMap | undefined,
  steps: readonly Step[],
  isListed: (repository: string) => boolean,
): Place | undefined {
  const reference = toValue(source, node, steps);
  const found = explicitReference(reference.text);
  if (found === undefined || !isListed(found.repository)) return undefined;
  const { repository, tag, digest } = found;
  const key = String(steps.at(-1));
  return {
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    values: { reference },
    neighbours: map === undefined ? new Map() : neighboursOf(source, map, steps.slice(0, -1), [key]),
    isNamed: false,
  };
}
