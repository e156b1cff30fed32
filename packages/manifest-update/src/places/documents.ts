import { type Reduced, reduce } from './reduce.ts';

/** A document of a YAML stream, reduced to what may have a place. */
export interface Part extends Reduced {
  start: number;
  end: number;
}

/** The documents of a YAML stream that are wanted, reduced to the entries that are: to read all takes far longer. */
export const wantedDocuments = (text: string, isWanted: (part: string) => boolean): Part[] =>
  splitDocuments(text).flatMap(({ start, end }) => {
    const document = text.slice(start, end);
    return isWanted(document) ? [{ start, end, ...reduce(document, isWanted) }] : [];
  });

/**
 * Splits before each line that begins with `---`: nothing in YAML, not even a block, may have such a line as its text. A
 * text with directives stays whole, because they belong to the document that follows them.
 */
function splitDocuments(text: string): { start: number; end: number }[] {
  if (/^%/m.test(text)) return [{ start: 0, end: text.length }];
  const markers = [...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index);
  const starts = [0, ...markers.filter((index) => index > 0)];
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? text.length }));
}
