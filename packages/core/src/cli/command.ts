import type { Readable, Writable } from 'node:stream';
import type { InferredOptionTypes, Options } from 'yargs';
import type { ExitCode } from '../failure.ts';
import { type Log, logFormats } from '../io/log.ts';
import type { Format } from '../io/write-rows.ts';

/** An option as yargs takes it; with `mayBeEmpty`, the empty value means something too. */
export type OptionDeclaration = Options & { mayBeEmpty?: boolean };

export type OptionTable = Record<string, OptionDeclaration>;

/** What a command reads, writes and is stopped by. */
export interface Io {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean };
  env: Record<string, string | undefined>;
  log: Log;
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal;
}

/** Options of every command. */
export const commonOptions = {
  output: {
    type: 'string',
    alias: 'o',
    describe: 'write the rows to this file, whole or not at all, instead of stdout',
  },
  format: {
    choices: ['ndjson', 'table', 'name'] as const,
    describe: 'how rows are written; table on a terminal, else ndjson',
  },
  quiet: { type: 'boolean', alias: 'q', describe: 'only problems on stderr', conflicts: 'verbose' },
  log: { choices: logFormats, default: logFormats[0], describe: 'how stderr is written' },
  verbose: { type: 'boolean', describe: 'each call to a tool or a server on stderr too' },
} as const satisfies OptionTable;

/** A command's options as its declaration types them, and the words between them. */
export type Parsed<T extends OptionTable> = InferredOptionTypes<T> &
  InferredOptionTypes<typeof commonOptions> & { _: string[] };

/** A command as its help shows it. */
export interface Command<T extends OptionTable> {
  name: string;
  /** What stands behind the name: `[options] [file]`. */
  usage: string;
  summary: string;
  /** Pairs of a command line and what it does; shown first. */
  examples: readonly (readonly [line: string, what: string])[];
  options: T;
  /** The command itself ends in good order after a signal; others are simply over. */
  finishesOnSignal?: boolean;
  run: (options: Parsed<T>, io: Io) => Promise<ExitCode>;
}

/** Types a command's declaration; it changes nothing. */
export const defineCommand = <T extends OptionTable>(command: Command<T>): Command<T> => command;

/** The format asked for, or the one that suits where the rows go. */
export const rowFormat = (
  options: { format?: Format | undefined; output?: string | undefined },
  io: Io,
): Format => options.format ?? (options.output === undefined && io.stdout.isTTY ? 'table' : 'ndjson');
