import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import { isTag } from '@patch-notebook-sts/core/rows/reference';
import type { YAMLMap } from 'yaml';
import { bareRepository } from './explicit-reference.ts';
import { neighboursOf } from './neighbours.ts';
import type { Step } from './path.ts';
import type { Place, Value } from './place.ts';
import { mergedMaps, pairWith, type Source, scalarOf, toValue } from './yaml-nodes.ts';

/** The keys under which a map has the parts of a reference. The first name that the map has counts. */
export interface PartKeys {
  names: readonly string[];
  tag: string;
  digest: string;
  /** A registry's host that stands before the name. */
  registry?: string;
}

/** The place of a map that has a listed repository under one key, and a tag or a digest under another. */
export function findParts(
  source: Source,
  map: YAMLMap,
  steps: readonly Step[],
  keys: PartKeys,
  isListed: (repository: string) => boolean,
): Place | undefined {
  const maps = [map, ...mergedMaps(source.document, map)];
  const valueAt = (key: string) => maps.flatMap((one) => pairWith(one, key)?.value ?? []).at(0);
  const name = keys.names.find((key) => valueAt(key) !== undefined);
  const text = name === undefined ? undefined : scalarOf(source.document, valueAt(name));
  if (name === undefined || typeof text !== 'string') return undefined;
  const host = keys.registry === undefined ? undefined : scalarOf(source.document, valueAt(keys.registry));
  const repository = bareRepository(typeof host === 'string' && host !== '' ? `${host}/${text}` : text);
  if (repository === undefined || !isListed(repository)) return undefined;

  const part = (key: string): Value | undefined => {
    if (!maps.some((one) => pairWith(one, key) !== undefined)) return undefined;
    const value = toValue(source, valueAt(key), [...steps, key]);
    const isMerged = pairWith(map, key) === undefined || pairWith(map, name) === undefined;
    const trouble = isMerged
      ? 'it is put together by a merge key, <<'
      : whyNo(value.text, key === keys.digest);
    return { ...(trouble === undefined ? {} : { trouble }), ...value };
  };
  const tag = part(keys.tag);
  const digest = part(keys.digest);
  if (tag === undefined && digest === undefined) return undefined;
  return {
    repository,
    ...versionOf(tag?.text ?? '', digest?.text ?? ''),
    values: { ...(tag && { tag }), ...(digest && { digest }) },
    neighbours: neighboursOf(source, map, steps, [name]),
    isNamed: false,
  };
}

/** Why a text can't be replaced. A chart's own tag stands in for an empty one; an empty digest is there to be filled in. */
function whyNo(text: string, isForDigest: boolean): string | undefined {
  if (isForDigest) return text === '' || isDigest(text) ? undefined : 'it is not a digest';
  return text === '' ? 'it is empty' : isVersion(text) ? undefined : 'it is not a tag';
}

/** Whether a text is what a chart joins to a name with a colon: a tag, also with a digest behind it. */
export function isVersion(text: string): boolean {
  const [tag = '', digest, ...more] = text.split('@');
  return isTag(tag) && (digest === undefined || isDigest(digest)) && more.length === 0;
}

/** The tag and the digest of two values, of which the first may have both; what is neither is left out. */
export function versionOf(tagText: string, digestText: string): { tag?: string; digest?: string } {
  const [tag, digest = digestText] = isVersion(tagText) ? tagText.split('@') : [];
  return { ...(tag === undefined ? {} : { tag }), ...(isDigest(digest) ? { digest } : {}) };
}
