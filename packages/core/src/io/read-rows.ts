import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type * as z from 'zod';
import { badInput, oneLineMessage, toolFailure } from '../failure.ts';
import { firstIssue } from '../first-issue.ts';
import { rowOrigin } from './row-origin.ts';
import { textOf } from './text-of.ts';

/** A row's line is refused beyond this, before its bytes pile up in memory. A real row has about one kilobyte. */
const MAX_LINE_BYTES = 1024 * 1024;
const TOO_LONG = `a line of more than ${MAX_LINE_BYTES} bytes is no row`;
const CHUNK_BYTES = 1024 * 1024;
/** V8 gives a text of more than 128 kB fresh pages of its own, and taking those from the system takes longer than reading it. */
const PIECE_BYTES = 64 * 1024;
const LF = 10;

/** Where something stood; lines are counted from 1. */
export interface Location {
  file: string;
  line: number;
}

/** A location as people read it: `file:line`. */
export const formatLocation = ({ file, line }: Location): string => `${file}:${line}`;

/** A line that isn't blank, without its end, and where it stood. */
export interface Line extends Location {
  text: string;
}

/** A row that its schema accepted, and where it stood. */
export interface Located<T> extends Location {
  row: T;
}

/**
 * Reads NDJSON rows from a file, or from `stdin` where `file` is `-`, in batches, because a
 * promise for each row would take longer than parsing it.
 *
 * CRLF, a byte order mark, blank lines and a missing last newline are accepted. The first line that `schema` refuses
 * ends the reading with `file:line: path: what is wrong` (exit 3); a file that can't be read, with exit 1.
 * `ndjson.parse` is not used: it has no line numbers, ends silently on a `null` line and drops rows before a bad one.
 */
export async function* readRows<S extends z.ZodType>(
  file: string,
  stdin: Readable,
  schema: S,
): AsyncGenerator<Located<z.infer<S>>[]> {
  for await (const lines of readLines(file, stdin)) {
    yield lines.map((line) => ({ row: parseRow(line, schema), file: line.file, line: line.line }));
  }
}

/** One line as a row of `schema`; refuses it with its place and the path of the first fault. */
export function parseRow<S extends z.ZodType>(line: Line, schema: S): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    throw badInput(`${formatLocation(line)}: not a whole JSON object`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badInput(
    `${formatLocation(line)}: ${firstIssue(result.error)}${otherFile(schema.description, value)}`,
  );
}

/** What to say about a row of another command; a row's schema is described by the command that writes it. */
function otherFile(expected: string | undefined, value: unknown): string {
  const origin = rowOrigin(value);
  if (expected === undefined || origin === undefined || origin === expected) return '';
  return `; this is a row of ${origin}, and rows of ${expected} are wanted here: is it the wrong file?`;
}

/** The lines of a file that are not blank, in batches. */
export async function* readLines(file: string, stdin: Readable): AsyncGenerator<Line[]> {
  const name = file === '-' ? 'stdin' : file;
  let rest: Uint8Array = Buffer.alloc(0);
  let before = 0;
  for await (const chunk of readChunks(file, stdin, name)) {
    for (let bytes of joined(rest, chunk)) {
      for (let end = wholeLines(bytes); end > 0; end = wholeLines(bytes)) {
        const lines = linesOf(bytes.subarray(0, end), name, before);
        bytes = bytes.subarray(end);
        before = lines.last;
        yield lines.found;
      }
      rest = bytes;
    }
    // The chunk's memory is read into again.
    rest = Buffer.from(rest);
    if (rest.length > MAX_LINE_BYTES) throw badInput(`${name}:${before + 1}: ${TOO_LONG}`);
  }
  yield linesOf(rest, name, before).found;
}

/** The rest of the chunks before, and a chunk. Only the line that they share is copied, because new memory takes time. */
function joined(rest: Uint8Array, chunk: Uint8Array): Uint8Array[] {
  const cut = chunk.indexOf(LF) + 1;
  if (cut === 0) return [Buffer.concat([rest, chunk])];
  return [Buffer.concat([rest, chunk.subarray(0, cut)]), chunk.subarray(cut)];
}

/** Where the last whole line ends that fits into a piece; the end of the first line if that is longer; 0 if no line is whole. */
const wholeLines = (bytes: Uint8Array): number =>
  bytes.lastIndexOf(LF, PIECE_BYTES - 1) + 1 || bytes.indexOf(LF) + 1;

/** The lines in whole lines' bytes, and the number of the last, counted from `before`. */
function linesOf(bytes: Uint8Array, name: string, before: number): { found: Line[]; last: number } {
  const found: Line[] = [];
  let last = before;
  // A byte sequence that is no UTF-8 would be replaced silently; it is refused with its line.
  if (!isUtf8(bytes)) throw badInput(`${name}:${before + firstBadLine(bytes)}: not UTF-8`);
  const lines = textOf(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    last += 1;
    if (line.length > MAX_LINE_BYTES) throw badInput(`${name}:${last}: ${TOO_LONG}`);
    // Files joined with `cat` carry a byte order mark on a later line too.
    const bare = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
    if (bare.trim() !== '') found.push({ text: bare, file: name, line: last });
  }
  return { found, last };
}

/** The number of the first line that is not UTF-8, from 1. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const lf = bytes.indexOf(LF, start);
    const end = lf < 0 ? bytes.length : lf + 1;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end;
  }
  return line;
}

/** A file's bytes, or those of stdin. Each chunk holds only until the next is asked for. */
async function* readChunks(file: string, stdin: Readable, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* file === '-' ? stdin : readFile(file);
  } catch (error) {
    throw toolFailure(`${name}: cannot be read: ${oneLineMessage(error)}`);
  }
}

/** One buffer for all: a read stream takes fresh memory for each chunk, and its pages take as long as the reading. */
async function* readFile(file: string): AsyncGenerator<Uint8Array> {
  await using handle = await open(file);
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (;;) {
    const { bytesRead } = await handle.read(buffer);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
