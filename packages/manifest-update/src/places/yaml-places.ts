import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { findNamed } from './at-path.ts';
import { locateBlockText } from './block-text.ts';
import { type Part, wantedDocuments } from './documents.ts';
import { isKustomizeImage, KUSTOMIZE_KEYS } from './kustomize-images.ts';
import { PAIR_KEYS } from './pair-keys.ts';
import { findParts } from './parts.ts';
import { formatPath, type Step } from './path.ts';
import { type Place, type Value, valuesOf } from './place.ts';
import { mayHavePlace, type Search } from './search.ts';
import { findReference } from './whole-reference.ts';
import { keyOf, mergedMaps, type Source } from './yaml-nodes.ts';

/** A part of a file that YAML can't read, as a Go template, and what the reader says. */
export interface Unreadable {
  start: number;
  end: number;
  reason: string;
}

/** A part of a file with its documents, or why it can't be read. */
export interface ReadPart extends Part {
  documents: Documents | string;
}

export type Documents = ReturnType<typeof parseAllDocuments>;

export interface FoundPlaces {
  places: Place[];
  /** What was read. */
  parts: ReadPart[];
  unreadable: Unreadable[];
}

/** Finds the places of a YAML or JSON file. */
export function findYamlPlaces(text: string, search: Search): FoundPlaces {
  const wanted = wantedDocuments(text, (part) => mayHavePlace(part, search));
  const parts = wanted.map((part) => ({ ...part, documents: readYaml(part.text) }));
  const found: FoundPlaces = { places: [], parts, unreadable: [] };
  for (const { start, end, text: part, toWhole, documents } of parts) {
    if (typeof documents === 'string') found.unreadable.push({ start, end, reason: documents });
    else
      for (const document of documents) {
        const source = {
          document,
          text: part,
          locate: (offset: number) => start + toWhole(offset),
          prefix: '',
        };
        found.places.push(...placesOf(source, search));
      }
  }
  return found;
}

/** The documents of a text, or why it can't be read. */
export function readYaml(text: string): Documents | string {
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false });
    const error = [...documents].flatMap(({ errors }) => errors)[0];
    return error === undefined ? documents : error.message;
  } catch (error) {
    // A text that is nested too deep fills the stack.
    return error instanceof Error ? error.message : String(error);
  }
}

/** The places of one document, in the order of the file. */
function placesOf(source: Source, search: Search): Place[] {
  const { document, prefix } = source;
  const places: Place[] = [];
  const mergedElsewhere = new Set<YAMLMap>();
  visit(document, {
    Map: (_, map) => void mergedMaps(document, map).forEach((one) => void mergedElsewhere.add(one)),
  });

  const add = (place: Place | undefined, map: YAMLMap | undefined): void => {
    if (place === undefined) return;
    const isMerged = map !== undefined && mergedElsewhere.has(map);
    places.push(isMerged ? withTrouble(place, () => 'its map is merged into another, <<') : place);
  };
  const walk = (node: unknown, map: YAMLMap | undefined, steps: readonly Step[]): void => {
    if (isMap(node)) {
      const keys = isKustomizeImage(search.file, steps) && prefix === '' ? KUSTOMIZE_KEYS : PAIR_KEYS;
      add(findParts(source, node, steps, keys, search.isListed), node);
      for (const pair of node.items) {
        const key = keyOf(pair);
        if (key !== undefined) walk(pair.value, node, [...steps, key]);
      }
    } else if (isSeq(node)) {
      for (const [i, item] of node.items.entries()) walk(item, undefined, [...steps, i]);
    } else if (isScalar(node) || isAlias(node)) {
      add(findReference(source, node, map, steps, search.isListed), map);
      if (search.at.size > 0) add(findNamed(source, node, map, steps, search.at), undefined);
      if (isScalar(node) && node.type === Scalar.BLOCK_LITERAL)
        places.push(...blockPlaces(source, node, steps, search));
    }
  };
  walk(document.contents, undefined, []);
  return checkAnchors(source, distinct(places));
}

/** The places in the text of a block, if that is YAML or JSON itself, as in ConfigMaps and in many a chart's values. */
function blockPlaces(source: Source, node: Scalar, steps: readonly Step[], search: Search): Place[] {
  const text = String(node.value);
  const prefix = `${source.prefix}${formatPath(steps)}|`;
  if (!mayHavePlace(text, search)) return [];
  const [start = 0, end = 0] = node.range ?? [];
  const inBlock = locateBlockText(source.text.slice(start, end), text);
  const documents = readYaml(text);
  if (inBlock === undefined || typeof documents === 'string') return [];
  return documents.flatMap((document) => {
    if (!isMap(document.contents) && !isSeq(document.contents)) return [];
    const locate = (offset: number) => source.locate(start + inBlock(offset));
    return placesOf({ document, text, locate, prefix }, search);
  });
}

/** Places without those that `--at` and a shape have both found: the shape's stays, as one that was named. */
function distinct(places: readonly Place[]): Place[] {
  const named = new Set(places.filter(({ isNamed }) => isNamed).flatMap(pathsOf));
  const shapes = places.filter(({ isNamed }) => !isNamed);
  const known = new Set(shapes.flatMap(pathsOf));
  return [
    ...shapes.map((place) => ({ ...place, isNamed: pathsOf(place).some((path) => named.has(path)) })),
    ...places.filter((place) => place.isNamed && !pathsOf(place).some((path) => known.has(path))),
  ];
}

const pathsOf = (place: Place): string[] => valuesOf(place).map(({ path }) => path);

/** The place with a trouble for those values that have none of their own. */
function withTrouble(place: Place, troubleOf: (value: Value) => string | undefined): Place {
  const add = (value: Value): Value => {
    const trouble = value.trouble ?? troubleOf(value);
    return trouble === undefined ? value : { ...value, trouble };
  };
  const { values } = place;
  if ('reference' in values) return { ...place, values: { reference: add(values.reference) } };
  const { tag, digest } = values;
  return { ...place, values: { ...(tag && { tag: add(tag) }), ...(digest && { digest: add(digest) }) } };
}

/** An anchored value changes wherever it is used again. That is fine where each use is a place of the same repository. */
function checkAnchors({ document, locate }: Source, places: readonly Place[]): Place[] {
  const uses = new Map<string, number[]>();
  const anchors = new Map<number, string>();
  visit(document, {
    Alias: (_, node: Alias) => {
      uses.set(node.source, [...(uses.get(node.source) ?? []), locate(node.range?.[0] ?? 0)]);
    },
    Scalar: (_, node) => {
      if (node.anchor !== undefined) anchors.set(locate(node.range?.[0] ?? 0), node.anchor);
    },
  });
  if (uses.size === 0) return [...places];
  const repositories = new Map(
    places.flatMap((place) => valuesOf(place).map(({ start }) => [start, place.repository])),
  );
  return places.map((place) =>
    withTrouble(place, ({ start }) => {
      const anchor = anchors.get(start);
      const others = anchor === undefined ? [] : (uses.get(anchor) ?? []);
      const isOurs = place.isNamed || others.every((use) => repositories.get(use) === place.repository);
      return isOurs ? undefined : `its anchor &${anchor} is used for something else too`;
    }),
  );
}
