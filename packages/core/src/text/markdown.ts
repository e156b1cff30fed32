/** A cell's text with what would end it escaped; a line break would end the row. */
const cell = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, ' ').replaceAll('|', '\\|');

/** A Markdown table, headings first; no rows give the empty text. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [titles, titles.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
