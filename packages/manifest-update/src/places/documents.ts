/**
 * Splits a YAML stream before each line that begins with `---`: nothing in YAML, not even a block, may have such a line as
 * its text. A text with directives stays whole, because they belong to the document that follows them.
 */
export function splitDocuments(text: string): { start: number; end: number }[] {
  if (/^%/m.test(text)) return [{ start: 0, end: text.length }];
  const starts = [
    0,
    ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index).filter((index) => index > 0),
  ];
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? text.length }));
}
