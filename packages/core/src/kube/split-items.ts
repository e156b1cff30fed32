const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Behind the objects that a list begins with, its items are the only list of this name. */
const ITEMS = /"items"\s*:\s*$/;
const LONGEST_KEY = 32;

/** A server may give more than it was asked for, but none has as many in an answer that can be read. */
export const MAX_ITEMS = 20_000;

/** A list's JSON in pieces, each of which is parsed by itself: a page of objects takes ten times its size in memory. */
export interface ListPieces {
  /** The list without its items. */
  list: string;
  items: string[];
}

/**
 * Finds the items in the JSON of a Kubernetes list; none where there is no end of them. It only looks for quotes and
 * brackets: whether a piece is JSON at all is seen when that is parsed. Undefined if there are more than `MAX_ITEMS`.
 */
export function splitItems(json: string): ListPieces | undefined {
  const items: string[] = [];
  let list = '';
  let depth = 0;
  let listEnd = 0;
  let itemStart = -1;
  for (let i = 0; i < json.length; i += 1) {
    const character = json.charCodeAt(i);
    if (character === QUOTE) {
      i = endOfString(json, i);
    } else if (character === OPEN_LIST || character === OPEN_OBJECT) {
      depth += 1;
      if (depth === 2 && character === OPEN_LIST && ITEMS.test(json.slice(Math.max(0, i - LONGEST_KEY), i))) {
        list += json.slice(listEnd, i + 1);
        itemStart = i + 1;
      }
    } else if (character === COMMA && depth === 2 && itemStart >= 0) {
      items.push(json.slice(itemStart, i));
      if (items.length > MAX_ITEMS) return undefined;
      itemStart = i + 1;
    } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) {
      depth -= 1;
      if (depth !== 1 || itemStart < 0) continue;
      const last = json.slice(itemStart, i);
      if (items.length > 0 || last.trim() !== '') items.push(last);
      itemStart = -1;
      listEnd = i;
    }
  }
  return itemStart < 0 ? { list: list + json.slice(listEnd), items } : { list: json, items: [] };
}

/** Where a string ends that begins at a quote. */
function endOfString(json: string, start: number): number {
  for (let i = start + 1; i < json.length; i += 1) {
    const character = json.charCodeAt(i);
    if (character === BACKSLASH) i += 1;
    else if (character === QUOTE) return i;
  }
  return json.length;
}
