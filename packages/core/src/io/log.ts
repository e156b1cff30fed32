import type { Writable } from 'node:stream';
import { escapeJson } from '../text/escape-json.ts';
import { printable } from '../text/printable.ts';

/** What a command tells people: stderr, one line each. */
export interface Log {
  /** A problem: shown with `--quiet` too. */
  error(message: string, fields?: LogFields): void;
  /** What happened, and why: counts, skipped pods, the commands of a dry run. */
  info(message: string, fields?: LogFields): void;
  /** What `--verbose` adds: each call to a tool or a server. */
  verbose(message: string): void;
}

/** What the message says, for log collectors to search by: only lines of JSON have it. */
export type LogFields = Readonly<Record<string, string | number | undefined>>;

export type LogLevel = 'quiet' | 'normal' | 'verbose';

/** Text for people, with the command's name in front, or an object a line for log collectors. */
export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

/** Longer messages are cut. The longest useful ones are the commands of a dry run. */
const MAX_MESSAGE = 16 * 1024;

/**
 * Writes messages to stderr. They may quote text from a cluster or a registry, so they are made safe for a terminal here.
 * @param level `quiet` shows errors alone, `verbose` everything
 */
export function createLog(
  command: string,
  stderr: Writable & { isTTY?: boolean },
  level: LogLevel,
  format: LogFormat = 'text',
): Log {
  // The message replaces a progress line.
  const start = stderr.isTTY ? '\r\u001b[K' : '';
  const line =
    (level: string) =>
    (text: string, fields: LogFields = {}) => {
      if (format === 'text') return stderr.write(`${start}${command}: ${printable(text, MAX_MESSAGE)}\n`);
      const message = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE - 1)}…` : text;
      const json = JSON.stringify({ time: new Date().toISOString(), level, command, message, ...fields });
      return stderr.write(`${escapeJson(json)}\n`);
    };
  const nothing = () => {};
  return {
    error: line('error'),
    info: level === 'quiet' ? nothing : line('info'),
    verbose: level === 'verbose' ? line('debug') : nothing,
  };
}
