import { once } from 'node:events';
import type { Duplex, Writable } from 'node:stream';
import { type Column, formatTable } from './table.ts';

export type Format = 'ndjson' | 'table' | 'name';

/** How rows of one kind are shown to people, and named to other tools. */
export interface View<Row> {
  columns: Column<Row>[];
  /** The row's name, for `--format name` and `xargs`. */
  name: (row: Row) => string;
}

/**
 * Writes rows as NDJSON (LF on every platform), as a table, or as names.
 *
 * A table is written after the last row, when its widths are known. Ends when everything has been handed to `out`,
 * which stays open.
 */
export async function writeRows<Row extends object>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  out: Writable,
  format: Format,
  view: View<Row>,
): Promise<void> {
  if (format === 'table') {
    const all: Row[] = [];
    for await (const row of rows) all.push(row);
    await write(out, formatTable(all, view.columns));
    return;
  }
  if (format === 'name') {
    for await (const row of rows) await write(out, `${view.name(row)}\n`);
    return;
  }
  let lines: Duplex | undefined;
  for await (const row of rows) {
    // Loaded with the first row: most runs of the chain have few, and some have none.
    lines ??= (await import('ndjson')).default.stringify();
    lines.write(row);
    // ndjson ends a row with the platform's line end; JSON itself never holds a bare CR.
    for (let text = lines.read(); text !== null; text = lines.read()) {
      await write(out, String(text).replaceAll('\r', ''));
    }
  }
}

/** Writes with back pressure; a reader that went away (`| head`) takes nothing more, and is told of elsewhere. */
async function write(out: Writable, text: string): Promise<void> {
  if (out.destroyed || out.write(text)) return;
  await once(out, 'drain').catch(() => {});
}
