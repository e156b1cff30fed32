import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
} from 'yaml';
import { formatPath, type Step } from './path.ts';
import type { Value } from './place.ts';

/** A document that was read, with what is needed to tell where its nodes are in the file. */
export interface Source {
  document: Document;
  /** What the offsets of its nodes count in. */
  text: string;
  /** The offset in the file of one in `text`. */
  locate: (offset: number) => number;
  /** The path of the block that has the document as its text, with a `|` at its end; empty for a document of the file. */
  prefix: string;
}

const STYLES: Partial<Record<Scalar.Type, Value['style']>> = {
  [Scalar.PLAIN]: 'plain',
  [Scalar.QUOTE_SINGLE]: 'single',
  [Scalar.QUOTE_DOUBLE]: 'double',
};

/** The value of a node as the file has it. What is no scalar on one line of its own has a trouble. */
export function toValue(
  { document, text, locate, prefix }: Source,
  node: unknown,
  steps: readonly Step[],
): Value {
  const [from, to] = (node as Node | null)?.range ?? [0, 0, 0];
  const path = prefix + formatPath(steps);
  const value = { path, start: locate(from), end: locate(to), style: 'plain' as const, text: '' };
  const said = String(scalarOf(document, node) ?? '').trim();
  if (isAlias(node)) return { ...value, text: said, trouble: `it is an alias, *${node.source}` };
  if (!isScalar(node)) return { ...value, trouble: 'it is not a plain value' };
  const written = text.slice(from, to);
  const style = STYLES[node.type ?? Scalar.PLAIN];
  if (style === undefined || written.includes('\n'))
    return { ...value, text: said, trouble: 'its text takes several lines' };
  if (style !== 'plain') return { ...value, style, text: String(node.value) };
  if (written === '') return { ...value, trouble: 'it is empty' };
  // What was no text gets quotes, whatever takes its place: JSON has no text without them.
  return { ...value, style: typeof node.value === 'string' ? 'plain' : 'double', text: written };
}

/** The value of a scalar, or of the one that an alias stands for. */
export function scalarOf(document: Document, node: unknown): unknown {
  const target = isAlias(node) ? node.resolve(document) : node;
  return isScalar(target) ? target.value : undefined;
}

/** A key as text; undefined for one that is no scalar. */
export const keyOf = ({ key }: Pair): string | undefined => (isScalar(key) ? String(key.value) : undefined);

/** A map's pair with a key. */
export const pairWith = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => keyOf(pair) === key);

/** The maps that a map takes keys from with `<<`. */
export function mergedMaps(document: Document, map: YAMLMap): YAMLMap[] {
  const value = pairWith(map, '<<')?.value;
  return (isSeq(value) ? value.items : [value])
    .map((node) => (isAlias(node) ? node.resolve(document) : node))
    .filter((node): node is YAMLMap => isMap(node));
}
