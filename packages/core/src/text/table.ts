import { styleText } from 'node:util';
import { printable } from './printable.ts';

/** Longer cells are cut; the longest useful ones are references. */
const MAX_CELL = 512;
/** No column gets narrower than this to fit a terminal. */
const MIN_WIDTH = 12;
const GAP = '   ';

/** A column of a table: its heading, and what a row shows in it. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
  /** Left out where all rows show the same in it. */
  onlyIfDifferent?: boolean;
  colour?: (row: Row) => Colour | undefined;
}

export type Colour = 'red' | 'yellow' | 'green';

/** What the terminal can show; without one, all is shown as it is. */
export interface Screen {
  /** Characters in a line: what doesn't fit is cut, and ends with `…`. */
  columns?: number | undefined;
  hasColours?: boolean | undefined;
}

/**
 * A table as kubectl prints them: upper-case headings, columns three spaces apart, no lines.
 * Every line ends in LF; no rows give the empty text. Values may come from a cluster or a registry, and are made safe for
 * a terminal.
 */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen = {},
): string {
  if (rows.length === 0) return '';
  const shown = columns.filter((column) => !column.onlyIfDifferent || differs(rows, column));
  const cellsOf = (row: Row) => shown.map((column) => printable(column.value(row), MAX_CELL));
  const lines = [shown.map((column) => column.title), ...rows.map(cellsOf)];
  const natural = shown.map((_, i) =>
    lines.reduce((width, cells) => Math.max(width, cells[i]?.length ?? 0), 0),
  );
  const widths = fit(natural, screen.columns ?? Number.POSITIVE_INFINITY);
  return lines
    .map((cells, line) => {
      const row = line === 0 ? undefined : rows[line - 1];
      const padded = cells.map((cell, i) => {
        const width = widths[i] ?? 0;
        const text = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
        const colour = screen.hasColours && row !== undefined ? shown[i]?.colour?.(row) : undefined;
        const rest = i === cells.length - 1 ? '' : ' '.repeat(width - text.length);
        return (colour === undefined ? text : styleText(colour, text, { validateStream: false })) + rest;
      });
      return `${padded.join(GAP).trimEnd()}\n`;
    })
    .join('');
}

function differs<Row>(rows: readonly Row[], { value }: Column<Row>): boolean {
  const [first] = rows;
  return first !== undefined && rows.some((row) => value(row) !== value(first));
}

/** Widths whose sum fits into a line: the widest columns are cut first. */
function fit(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  for (;;) {
    const over = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - columns;
    const widest = widths.reduce((most, width, i) => (width > (widths[most] ?? 0) ? i : most), 0);
    const width = widths[widest] ?? 0;
    if (over <= 0 || width <= MIN_WIDTH) return widths;
    const second = widths.reduce((most, other, i) => (i === widest ? most : Math.max(most, other)), 0);
    widths[widest] = Math.max(MIN_WIDTH, Math.min(width - 1, Math.max(second, width - over)));
  }
}

/** A digest as people compare them: `sha256:` and its first twelve digits. */
export const shortDigest = (digest: string | null | undefined): string => digest?.slice(0, 19) ?? '';
