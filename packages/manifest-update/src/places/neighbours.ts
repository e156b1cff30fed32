import { isScalar, type YAMLMap } from 'yaml';
import type { Step } from './path.ts';
import type { Value } from './place.ts';
import { keyOf, type Source, toValue } from './yaml-nodes.ts';

/** The scalar values of a map by key, without those of some keys. */
export function neighboursOf(
  source: Source,
  map: YAMLMap,
  steps: readonly Step[],
  without: readonly string[],
): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const pair of map.items) {
    const key = keyOf(pair);
    if (key === undefined || without.includes(key) || !isScalar(pair.value)) continue;
    found.set(key, toValue(source, pair.value, [...steps, key]));
  }
  return found;
}
