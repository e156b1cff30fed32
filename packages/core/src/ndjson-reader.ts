import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type * as z from 'zod';
import { badInput, failed, sentence } from './failure.ts';

/** A row's line is refused beyond this, before its bytes pile up in memory. A real row has about one kilobyte. */
const MAX_LINE_CHARS = 1024 * 1024;

/** A row that its schema accepted, and where it stood: `file:line`. */
export interface Located<T> {
  row: T;
  at: string;
}

/**
 * Reads NDJSON rows from a file, or from `stdin` where `file` is `-`, one at a time.
 *
 * CRLF, a byte order mark, blank lines and a missing last newline are taken. The first line that is no row of `schema`
 * ends the reading with `file:line: path: what is wrong` (exit 3); a file that can't be read, with exit 1.
 * `ndjson.parse` is not used: it has no line numbers, ends silently on a `null` line and drops rows before a bad one.
 */
export async function* readRows<S extends z.ZodType>(
  file: string,
  stdin: Readable,
  schema: S,
): AsyncGenerator<Located<z.infer<S>>> {
  for await (const { text, at } of readLines(file, stdin)) {
    yield { row: parseRow(text, at, schema), at };
  }
}

/** One line as a row of `schema`; refuses it with its place and the path of the first fault. */
export function parseRow<S extends z.ZodType>(text: string, at: string, schema: S): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badInput(`${at}: not a whole JSON object`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw badInput(`${at}: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'not a row'}`);
}

/** The lines of a file that are not blank, without their ends, each with its `file:line`. */
export async function* readLines(
  file: string,
  stdin: Readable,
): AsyncGenerator<{ text: string; at: string }> {
  const name = file === '-' ? 'stdin' : file;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 0;
  for await (const chunk of readChunks(file, stdin, name)) {
    const lines = (rest + decode(decoder, chunk, `${name}:${line + 1}`)).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      yield* oneLine(text, `${name}:${line}`);
    }
    if (rest.length > MAX_LINE_CHARS) throw badInput(`${name}:${line + 1}: ${TOO_LONG}`);
  }
  yield* oneLine(rest + decode(decoder, undefined, `${name}:${line + 1}`), `${name}:${line + 1}`);
}

type Decoder = InstanceType<typeof TextDecoder>;

const TOO_LONG = `a line of more than ${MAX_LINE_CHARS} characters is no row`;

function* oneLine(text: string, at: string): Generator<{ text: string; at: string }> {
  if (text.length > MAX_LINE_CHARS) throw badInput(`${at}: ${TOO_LONG}`);
  // Files joined with `cat` carry a byte order mark on a later line too.
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (bare.trim() !== '') yield { text: bare, at };
}

/** Decodes the next bytes; a byte sequence that is no UTF-8 is refused rather than replaced. */
function decode(decoder: Decoder, chunk: Uint8Array | undefined, at: string): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw badInput(`${at}: not UTF-8 from here on`);
  }
}

async function* readChunks(file: string, stdin: Readable, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* file === '-' ? stdin : createReadStream(file);
  } catch (error) {
    throw failed(`${name}: cannot be read: ${sentence(error)}`);
  }
}
