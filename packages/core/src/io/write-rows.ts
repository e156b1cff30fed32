import { once } from 'node:events';
import type { Duplex, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { WriteStream } from 'node:tty';
import { escapeJson } from '../text/escape-json.ts';
import { printable } from '../text/printable.ts';
import { type Column, formatTable, type Screen } from '../text/table.ts';

export const formats = ['ndjson', 'table', 'name'] as const;
export type Format = (typeof formats)[number];

/** How rows of one kind are shown to people, and named to other tools. */
export interface View<Row> {
  columns: Column<Row>[];
  /** In a table, rows with a lower number come first: what needs somebody. */
  rank?: (row: Row) => number;
  /** The row's name, for `--format name` and `xargs`. */
  name: (row: Row) => string;
}

const loadNdjson = async () => (await import('ndjson')).default;

/** Characters handed on at a time. */
const CHUNK_CHARS = 64 * 1024;

/**
 * Writes rows as NDJSON (LF on every platform), as a table, or as names. Control characters in values are escaped: rows
 * may hold text from a cluster or a registry, and end up on a terminal.
 *
 * Rows that come one by one are written one by one, because somebody may be watching. Rows that are all there are written in chunks, since
 * a system call for each takes longer than making it. A table is written after the last row, when its widths are known.
 * Ends when everything has been handed to `out`, which stays open.
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
    const { columns, rank } = view;
    if (rank !== undefined) all.sort((a, b) => rank(a) - rank(b));
    await write(out, formatTable(all, columns, screenOf(out)));
    return;
  }
  const flushAt = Symbol.asyncIterator in rows ? 1 : CHUNK_CHARS;
  let lines: Duplex | undefined;
  let text = '';
  for await (const row of rows) {
    if (format === 'name') text += `${printable(view.name(row), Number.POSITIVE_INFINITY)}\n`;
    else {
      // Loaded with the first row: most runs of the chain have few, and some have none.
      lines ??= (await loadNdjson()).stringify().on('data', (line: string) => {
        // ndjson ends a row with the platform's line end; JSON itself never holds a bare CR.
        text += escapeJson(line.replaceAll('\r', ''));
      });
      lines.write(row);
    }
    if (text.length < flushAt) continue;
    await write(out, text);
    text = '';
    // ndjson's stream leaves something to do behind every row, which would pile up until somebody waits.
    await setImmediate();
  }
  if (text !== '') await write(out, text);
}

/** Writes rows that are lines of JSON already, without their end, as `writeRows` writes NDJSON. */
export async function writeLines(lines: Iterable<string>, out: Writable): Promise<void> {
  let text = '';
  for (const line of lines) {
    text += `${escapeJson(line)}\n`;
    if (text.length < CHUNK_CHARS) continue;
    await write(out, text);
    text = '';
  }
  if (text !== '') await write(out, text);
}

/** What `out` can show, where it is a terminal. `hasColors` knows NO_COLOR: https://no-color.org */
function screenOf(out: Writable): Screen {
  return out instanceof WriteStream ? { columns: out.columns, hasColours: out.hasColors() } : {};
}

/** Writes with back pressure; if the reader is gone (`| head`), stops: runCommand handles EPIPE. */
async function write(out: Writable, text: string): Promise<void> {
  if (out.destroyed || out.write(text)) return;
  await once(out, 'drain').catch(() => {});
}
