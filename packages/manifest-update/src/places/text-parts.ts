/** A stretch of a text that is YAML by itself. */
export interface Part {
  start: number;
  end: number;
}

/**
 * The parts of a YAML stream that are wanted: documents, or entries of a document that is a map, where it is plain to see
 * where each begins and what is wanted lies below its key. To read all of a large document would take far longer.
 */
export const wantedParts = (text: string, isWanted: (part: string) => boolean): Part[] =>
  splitDocuments(text).flatMap(({ start, end }) => {
    const document = text.slice(start, end);
    const isOf = (part: Part) => isWanted(document.slice(part.start, part.end));
    const whole = { start: 0, end: document.length };
    if (!isOf(whole)) return [];
    const entries = splitEntries(document).filter(isOf);
    const isBelow = entries.every((entry) => /^[\w.-]+:[ \t]*(?:#.*)?\r?$/m.test(firstLine(document, entry)));
    return (isBelow ? entries : [whole]).map((part) => ({
      start: start + part.start,
      end: start + part.end,
    }));
  });

const firstLine = (text: string, { start, end }: Part): string =>
  text.slice(start, end).split('\n', 1)[0] ?? '';

/**
 * Before each line that begins with `---`: nothing in YAML, not even a block, may have such a line as its text. A text with
 * directives stays whole, because they belong to the document that follows them.
 */
function splitDocuments(text: string): Part[] {
  if (/^%/m.test(text)) return [{ start: 0, end: text.length }];
  return partsFrom(text, /^---(?=\s|$)/gm);
}

/** A first line that is no entry of a map, a comment, an item of a list below a key, or the document's own marker. */
const OTHER_LINE = /^\ufeff?(?![\w.-]+:(?:\s|$)|#|- |-\r?$|\s|---(?:\s|$)|\.\.\.\s*$)./m;
const ENTRY = /^[A-Za-z][\w.-]*:(?=\s|$)/gm;

/** What holds entries together: anchors, aliases and merges; templates. */
const JOINED = /(?:^|[\s,[{])[&*][^\s*&]|<<|\{\{/;

/** Lines before the first entry: blank ones, comments, and the document's marker. */
const BEFORE = /^\ufeff?[ \t\r]*(?:#.*|---.*)?$/;

function splitEntries(text: string): Part[] {
  const parts = partsFrom(text, ENTRY);
  const keys = [...text.matchAll(ENTRY)].map(([key]) => key);
  const isPlain =
    !OTHER_LINE.test(text) && !JOINED.test(text) && isMap(text) && new Set(keys).size === keys.length;
  return isPlain ? parts : [{ start: 0, end: text.length }];
}

/** Whether the first line with content is an entry of a map. */
const isMap = (text: string): boolean =>
  text
    .split('\n')
    .find((line) => !BEFORE.test(line))
    ?.match(/^\ufeff?[A-Za-z]/) != null;

/** The parts that begin where a pattern matches; what stands before the first match is a part too. */
function partsFrom(text: string, pattern: RegExp): Part[] {
  const starts = [0, ...[...text.matchAll(pattern)].map(({ index }) => index).filter((index) => index > 0)];
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? text.length }));
}
