import { isAlias, isCollection, isMap, isScalar, type Node, type Pair } from 'yaml';
import { readEnv } from '../places/env-places.ts';
import { formatPath, type Step } from '../places/path.ts';
import { type Documents, readYaml } from '../places/yaml-places.ts';

/** The values that an edit is to change, by path. */
export type Expected = ReadonlyMap<string, string>;

/** What stands at one path of a document. `frame` is everything about it but its value and quotes. */
interface Entry {
  path: string;
  frame: string;
  text: string;
  value: unknown;
}

/**
 * Whether the documents of two texts, as `readYaml` returns them, differ in exactly the expected values, which are
 * strings now: same keys, order, comments, anchors and tags, same quotes everywhere else. The text of a block is compared
 * in the same way.
 */
export function isYamlEdit(
  before: Documents | string,
  after: Documents | string,
  expected: Expected,
): boolean {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (old === undefined || old.length !== now?.length) return false;
  const seen = new Set<string>();
  const isSame = old.every((one, i) => {
    const other = now[i] as Entry;
    if (one.path !== other.path || one.frame !== other.frame) return false;
    const wanted = expected.get(one.path);
    if (wanted !== undefined) {
      seen.add(one.path);
      return other.value === wanted;
    }
    if (one.text === other.text) return true;
    const prefix = `${one.path}|`;
    const inside = new Map(
      [...expected].flatMap(([path, to]) =>
        path.startsWith(prefix) ? [[path.slice(prefix.length), to]] : [],
      ),
    );
    for (const path of inside.keys()) seen.add(prefix + path);
    return inside.size > 0 && isYamlEdit(readYaml(String(one.value)), readYaml(String(other.value)), inside);
  });
  return isSame && seen.size === expected.size;
}

/** Whether two texts of `key=value` lines differ in exactly the expected values. */
export function isEnvEdit(before: string, after: string, expected: Expected): boolean {
  const [old, now] = [readEnv(before), readEnv(after)];
  return (
    old.length === now.length &&
    old.every(({ path, text }, i) => path === now[i]?.path && now[i]?.text === (expected.get(path) ?? text))
  );
}

/** Every node of some documents in order, or undefined if they could not be read. */
function entriesOf(documents: Documents | string): Entry[] | undefined {
  if (typeof documents === 'string') return undefined;
  const entries: Entry[] = [];
  const add = (node: unknown, steps: readonly Step[]): void => {
    const { comment, commentBefore, spaceBefore, tag } = (node ?? {}) as Partial<Node>;
    const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
    const kind = isAlias(node) ? `*${node.source}` : isScalar(node) ? 'scalar' : isMap(node) ? 'map' : 'list';
    const flow = isCollection(node) && node.flow;
    const frame = [kind, flow, comment, commentBefore, spaceBefore, tag, anchor].join('\0');
    const said = isScalar(node)
      ? { text: `${node.type} ${node.source}`, value: node.value }
      : { text: '', value: null };
    entries.push({ path: formatPath(steps), frame, ...said });
    if (!isCollection(node)) return;
    for (const [i, item] of node.items.entries()) {
      if (!isMap(node)) {
        add(item, [...steps, i]);
        continue;
      }
      const { key, value } = item as Pair;
      add(key, [...steps, `key ${i}`]);
      add(value, [...steps, isScalar(key) ? String(key.value) : i]);
    }
  };
  for (const document of documents) {
    const { contents, comment, commentBefore } = document;
    entries.push({
      path: 'document',
      frame: JSON.stringify([comment, commentBefore]),
      text: '',
      value: null,
    });
    add(contents, []);
  }
  return entries;
}
