/**
 * Tells where the text of a literal block (`|`) is in the file: a function from its offsets to those of `source`, or
 * undefined if the two do not match line by line.
 * @param source the block with its header, as `node.range` has it
 * @param value the text that YAML reads
 */
export function locateBlockText(source: string, value: string): ((offset: number) => number) | undefined {
  const starts: number[] = [];
  let at = source.indexOf('\n') + 1;
  if (at === 0) return undefined;
  const lines = value.split('\n');
  const indent = indentOf(source.slice(at), lines);
  for (const line of lines) {
    const end = source.indexOf('\n', at);
    const written = source.slice(at, end < 0 ? source.length : end).replace(/\r$/, '');
    if (written.slice(indent) !== line) {
      // Behind the last line end the text has an empty line that the file doesn't have.
      if (line !== '' || starts.length !== lines.length - 1) return undefined;
    }
    starts.push(at + indent);
    at = end < 0 ? source.length : end + 1;
  }
  return (offset) => {
    const before = value.slice(0, offset);
    const line = before.split('\n').length - 1;
    return (starts[line] ?? 0) + offset - (before.lastIndexOf('\n') + 1);
  };
}

/** How many blanks stand before each line: those of the first line with text, less the ones that YAML reads. */
function indentOf(body: string, lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== '');
  const written = body.split('\n')[first] ?? '';
  const blanks = (text: string) => text.length - text.trimStart().length;
  return blanks(written) - blanks(lines[first] ?? '');
}
