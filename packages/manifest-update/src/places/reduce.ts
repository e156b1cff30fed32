/** A line with a key and nothing behind it: its value stands below. */
const KEY_LINE = /^( *)[A-Za-z][\w./-]*:[ \t]*(?:#.*)?\r?$/;

/** A line that begins a map or a list, so that what stands below a key is no value that may belong to an image's name. */
const COLLECTION_LINE = /^ *(?:-(?:\s|$)|[^\s#][^#]*:(?:\s|$))/;

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
 * A YAML document without those entries of maps that are not wanted and have their values below their keys. All paths stay:
 * no item of a list goes, and no entry whose value stands beside its key, which may belong to an image's name.
 */
export function reduce(text: string, isWanted: (entry: string) => boolean): Reduced {
  const lines = JOINED.test(text)
    ? [text]
    : text.split('\n').map((line, i, all) => (i < all.length - 1 ? `${line}\n` : line));
  let reduced = '';
  let offset = 0;
  /** Where each stretch of lines that stay begins, in both texts. */
  const stretches: { whole: number; reduced: number }[] = [];
  for (let line = 0; line < lines.length; ) {
    const end = entryEnd(lines, line);
    const entry = lines.slice(line, end).join('');
    if (end > line + 1 && !isWanted(entry)) {
      offset += entry.length;
      line = end;
      continue;
    }
    const last = stretches.at(-1);
    if (last === undefined || offset - last.whole !== reduced.length - last.reduced)
      stretches.push({ whole: offset, reduced: reduced.length });
    reduced += lines[line];
    offset += lines[line]?.length ?? 0;
    line += 1;
  }
  const shift = (from: 'whole' | 'reduced', to: 'whole' | 'reduced') => (at: number) => {
    const stretch = stretches.findLast((one) => one[from] <= at);
    return stretch === undefined ? at : at - stretch[from] + stretch[to];
  };
  return { text: reduced, toWhole: shift('reduced', 'whole'), toReduced: shift('whole', 'reduced') };
}

/** The line behind an entry that begins at a line with only its key, and has a map or a list below; else `start`. */
function entryEnd(lines: readonly string[], start: number): number {
  const indent = KEY_LINE.exec(lines[start]?.trimEnd() ?? '')?.[1]?.length;
  if (indent === undefined) return start;
  let end = start + 1;
  for (let line = end; line < lines.length; line += 1) {
    const [, blanks = '', first] = /^( *)(\S?)/.exec(lines[line] ?? '') ?? [];
    // Where a blank line or a comment belongs, the next line with content says.
    if (first === '' || first === '#') continue;
    if (end === start + 1 && !COLLECTION_LINE.test(lines[line] ?? '')) return start;
    // The items of a list may be as far to the left as their key.
    const isItem = blanks.length === indent && /^ *-(?:\s|$)/.test(lines[line] ?? '');
    if (blanks.length <= indent && !isItem) break;
    end = line + 1;
  }
  return end;
}
