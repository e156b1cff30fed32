import { oneLine } from './one-line.ts';
import { printable } from './printable.ts';

/** Longer text is cut; the longest useful one is a list of digests. */
const MAX_TEXT = 2000;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;' };

/** Text from elsewhere as one line of Markdown that shows it as it is: no HTML, no links, no end of a table's cell. */
export const markdownText = (text: string): string =>
  printable(oneLine(text), MAX_TEXT).replaceAll(
    /[&<\\|`[]/g,
    (character) => ESCAPES[character] ?? `\\${character}`,
  );

/** A Markdown table, headings first. The cells are text, not Markdown. No rows give the empty text. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [titles, titles.map(() => '---'), ...rows.map((row) => row.map(markdownText))];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
