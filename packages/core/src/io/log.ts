import type { Writable } from 'node:stream';

/** What a command tells people: stderr, one line each. */
export interface Log {
  /** A problem: shown with `--quiet` too. */
  error(message: string): void;
  /** What happened, and why: counts, skipped pods, the commands of a dry run. */
  info(message: string): void;
  /** What `--verbose` adds: each call to a tool or a server. */
  verbose(message: string): void;
}

export type LogLevel = 'quiet' | 'normal' | 'verbose';

/** Text for people, with the command's name in front, or an object a line for log collectors. */
export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

/** @param level `quiet` shows errors alone, `verbose` everything */
export function createLog(
  command: string,
  stderr: Writable & { isTTY?: boolean },
  level: LogLevel,
  format: LogFormat = 'text',
): Log {
  // A progress line may stand there, which the message takes the place of.
  const start = stderr.isTTY ? '\r\u001b[K' : '';
  const line = (severity: string) => (message: string) =>
    stderr.write(
      format === 'json'
        ? `${JSON.stringify({ time: new Date().toISOString(), level: severity, command, message })}\n`
        : `${start}${command}: ${message}\n`,
    );
  const nothing = () => {};
  return {
    error: line('error'),
    info: level === 'quiet' ? nothing : line('info'),
    verbose: level === 'verbose' ? line('debug') : nothing,
  };
}
