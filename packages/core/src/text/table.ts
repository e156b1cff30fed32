import { printable } from './printable.ts';

/** Longer cells are cut; the longest useful ones are references. */
const MAX_CELL = 512;

/** A column of a table: its heading, and what a row shows in it. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
}

/**
 * A table as kubectl prints them: upper-case headings, columns three spaces apart, no lines.
 * Every line ends in LF; no rows give the empty text. Values may come from a cluster or a registry, and are made safe for
 * a terminal.
 */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  if (rows.length === 0) return '';
  const lines = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => printable(column.value(row), MAX_CELL))),
  ];
  const widths = columns.map((_, i) =>
    lines.reduce((width, cells) => Math.max(width, cells[i]?.length ?? 0), 0),
  );
  return lines
    .map(
      (cells) =>
        `${cells
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('   ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** A digest as people compare them: `sha256:` and its first twelve digits. */
export const shortDigest = (digest: string | null | undefined): string => digest?.slice(0, 19) ?? '';
