/** A line with a key and nothing behind it: its value stands below. */
const KEY_LINE = /^( *)[A-Za-z][\w./-]*:[ \t]*(?:#.*)?\r?$/;

/** A line that begins a map or a list, so that what stands below a key is no value that may belong to an image's name. */
const COLLECTION_LINE = /^ *(?:-(?:\s|$)|[^\s#][^#]*:(?:\s|$))/;

/** The first line of a list's item, up to the dash. */
const ITEM_LINE = /^( *)-(?=\s|$)/;

/** A line that opens a map or a list of the flow style, as JSON has them, which goes on below. */
const OPENING_LINE = /[{[]\s*$/;

/** What may hold entries together, wherever they are: anchors, aliases and merges; templates. */
const JOINED = /(?:^|[\s,[{])[&*][^\s*&]|<<|\{\{/;

/** A text without some of its lines, and where its offsets are in the text. */
export interface Reduced {
  text: string;
  /** The offset in the whole text of one in the reduced text. */
  toWhole: (offset: number) => number;
  /** The offset in the reduced text of one in the whole text, on a line that is in both. */
  toReduced: (offset: number) => number;
}

/**
 * A YAML document without what is not wanted of it: the entries of maps whose values stand below their keys, what
 * stands behind the dashes of a list, and what stands between brackets. All paths stay, because the dashes and the brackets
 * do, and so does each entry whose value stands beside its key, because that may belong to an image's name.
 */
export function reduce(text: string, isWanted: (part: string) => boolean): Reduced {
  const lines = (JOINED.test(text) ? [text] : (text.match(/[^\n]*\n|[^\n]+/g) ?? [])).map(toLine);
  let reduced = '';
  let offset = 0;
  /** Where each stretch of text that stays begins, in both texts. */
  const stretches: Stretch[] = [];
  const keep = (text: string): void => {
    const last = stretches.at(-1);
    if (last === undefined || offset - last.whole !== reduced.length - last.reduced)
      stretches.push({ whole: offset, reduced: reduced.length });
    reduced += text;
    offset += text.length;
  };
  for (let at = 0; at < lines.length; ) {
    const first = lines[at]?.text ?? '';
    const close = lineThatCloses(lines, at);
    if (close !== undefined) {
      const inside = textOf(lines.slice(at + 1, close));
      keep(first);
      at += 1;
      if (isWanted(inside)) continue;
      offset += inside.length;
      at = close;
      continue;
    }
    const dash = ITEM_LINE.exec(first)?.[0];
    const end = dash === undefined ? endOfEntry(lines, at) : endOfItem(lines, at);
    const part = textOf(lines.slice(at, end));
    if (end === at || isWanted(part)) {
      keep(first);
      at += 1;
      continue;
    }
    if (dash !== undefined) {
      keep(dash);
      const content = part.trimEnd().length;
      offset += content - dash.length;
      keep(part.slice(content));
    } else offset += part.length;
    at = end;
  }
  return {
    text: reduced,
    toWhole: shift(stretches, 'reduced', 'whole'),
    toReduced: shift(stretches, 'whole', 'reduced'),
  };
}

interface Line {
  text: string;
  /** How many blanks stand before its content; undefined for a comment and a line without any. */
  indent: number | undefined;
}

/** A line with content. */
type Content = Line & { indent: number };

function toLine(text: string): Line {
  const indent = text.search(/\S/);
  return { text, indent: indent < 0 || text[indent] === '#' ? undefined : indent };
}

const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('');

/** The line behind an entry that begins at a line with only its key, and has a map or a list below; else `start`. */
function endOfEntry(lines: readonly Line[], start: number): number {
  const key = KEY_LINE.exec(lines[start]?.text.trimEnd() ?? '')?.[1]?.length;
  if (key === undefined) return start;
  let below = start + 1;
  while (below < lines.length && lines[below]?.indent === undefined) below += 1;
  if (!COLLECTION_LINE.test(lines[below]?.text ?? '')) return start;
  // The items of a list may be as far to the left as their key.
  const isInside = ({ text, indent }: Content) => indent > key || (indent === key && ITEM_LINE.test(text));
  const end = endOfBlock(lines, start, isInside);
  return end === start + 1 ? start : end;
}

/** The line with the bracket that closes what this line opens, if both begin in the same column, and all between to the right. */
function lineThatCloses(lines: readonly Line[], start: number): number | undefined {
  const { text = '', indent } = lines[start] ?? {};
  if (indent === undefined || !OPENING_LINE.test(text)) return undefined;
  let end = start + 1;
  while (end < lines.length && (lines[end]?.indent ?? indent + 1) > indent) end += 1;
  const close = lines[end];
  return close?.indent === indent && /^[}\]]/.test(close.text.slice(indent)) ? end : undefined;
}

/** The line behind an item of a list. */
function endOfItem(lines: readonly Line[], start: number): number {
  const dash = lines[start]?.indent ?? 0;
  return endOfBlock(lines, start, ({ indent }) => indent > dash);
}

/** The line behind a block: what follows its last line with content, a blank or a comment, may belong to the next one. */
function endOfBlock(lines: readonly Line[], start: number, isInside: (line: Content) => boolean): number {
  let end = start + 1;
  for (let at = end; at < lines.length; at += 1) {
    const { text = '', indent } = lines[at] ?? {};
    if (indent === undefined) continue;
    if (!isInside({ text, indent })) break;
    end = at + 1;
  }
  return end;
}

type Stretch = { whole: number; reduced: number };

/** Takes offsets of one text to those of the other, by the last stretch that begins before them. */
function shift(
  stretches: readonly Stretch[],
  from: keyof Stretch,
  to: keyof Stretch,
): (offset: number) => number {
  return (offset) => {
    let [low, high] = [0, stretches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stretches[middle]?.[from] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const stretch = stretches[low - 1];
    return stretch === undefined ? offset : offset - stretch[from] + stretch[to];
  };
}
