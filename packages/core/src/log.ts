import type { Writable } from 'node:stream';

/** What a command tells people: stderr, one line each, with the command's name in front. */
export interface Log {
  /** A problem: shown with `--quiet` too. */
  error(message: string): void;
  /** What happened, and why: counts, skipped pods, the commands of a dry run. */
  info(message: string): void;
  /** What `--verbose` adds: each call to a tool or a server. */
  verbose(message: string): void;
}

/** @param level `quiet` shows errors alone, `verbose` everything. */
export function createLog(name: string, stderr: Writable, level: 'quiet' | 'normal' | 'verbose'): Log {
  const line = (message: string) => stderr.write(`${name}: ${message}\n`);
  const nothing = () => {};
  return {
    error: line,
    info: level === 'quiet' ? nothing : line,
    verbose: level === 'verbose' ? line : nothing,
  };
}
