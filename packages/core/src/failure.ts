import { oneLine } from './text/one-line.ts';

/** Exit codes of every command, as README's table lists them. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  badInput: 3,
  stopped: 4,
  sigint: 130,
  sigterm: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * An end that the user can do something about: one line that says what was wrong, where and what to do.
 * `runCommand` prints the message and exits with `exitCode`; anything else that is thrown is a defect of ours.
 */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A tool, server or registry failed (exit 1). */
export const toolFailure = (message: string): Failure => new Failure(ExitCode.failed, message);

/** The command line or the environment is wrong (exit 2). */
export const usageError = (message: string): Failure => new Failure(ExitCode.usage, message);

/** A row or a file is wrong (exit 3). */
export const badInput = (message: string): Failure => new Failure(ExitCode.badInput, message);

/** The message of anything thrown, as one line: line breaks would make one problem look like several. */
export const oneLineMessage = (error: unknown): string =>
  oneLine(error instanceof Error ? error.message : String(error));
