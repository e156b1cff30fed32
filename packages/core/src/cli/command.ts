import type { Readable, Writable } from 'node:stream';
import type { InferredOptionTypes, Options } from 'yargs';
import type { ExitCode } from '../failure.ts';
import { type Log, logFormats } from '../io/log.ts';
import { type Format, formats } from '../io/write-rows.ts';

/**
 * An option as yargs takes it. With `mayBeEmpty`, the empty value means something too; with `writesFile`, its value is a
 * file that the command writes. `suggest` is what completions offer as its value: words, or a shell command that prints them.
 */
export type OptionDeclaration = Options & {
  mayBeEmpty?: boolean;
  writesFile?: boolean;
  suggest?: readonly string[] | string;
};

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
    writesFile: true,
    describe: 'write the rows to this file instead of stdout; it appears whole or not at all',
  },
  format: {
    choices: formats,
    describe: 'output format; default: table on a terminal, ndjson otherwise',
  },
  quiet: { type: 'boolean', alias: 'q', describe: 'print only problems on stderr', conflicts: 'verbose' },
  log: { choices: logFormats, default: logFormats[0], describe: 'format of stderr' },
  verbose: { type: 'boolean', describe: 'also print each call to a tool or server on stderr' },
} as const satisfies OptionTable;

/** A command's options as its declaration types them, and the words between them. */
export type Parsed<T extends OptionTable> = InferredOptionTypes<T> &
  InferredOptionTypes<typeof commonOptions> & { _: string[] };

/** A command as its help shows it. */
export interface Command<T extends OptionTable> {
  name: string;
  /** What follows the name: `[options] [file]`. */
  usage: string;
  /** The first argument, where it is one of a few words: completions offer them. */
  words?: readonly string[];
  /** Sentences, in paragraphs of one line each: the help wraps them. The first sentence says what the command does. */
  summary: string;
  /** Pairs of a command line and what it does; shown before the options. */
  examples: readonly (readonly [line: string, what: string])[];
  options: T;
  /** Variables of the command's own prefix that it reads and that set no option, such as a password. */
  variables?: readonly string[];
  /** Set if the command shuts down cleanly on a signal; otherwise it exits at once. */
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
