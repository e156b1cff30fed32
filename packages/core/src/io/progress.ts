import type { Writable } from 'node:stream';
import { printable } from '../text/printable.ts';

const WIDTH = 24;
const MAX_NOTE = 200;

/** A progress line on stderr: drawn over itself on a terminal, nothing at all elsewhere or with `--quiet`. */
export interface Progress {
  /**
   * @param total undefined while nobody knows it yet: then only the count is shown
   * @param note what stands behind it
   */
  update(done: number, total?: number, note?: string): void;
  /** Wipes the line, so that what comes after it starts clean. */
  end(): void;
}

/** @param label what is being counted: `pods`, `tags` */
export function createProgress(
  stderr: Writable & { isTTY?: boolean },
  label: string,
  quiet = false,
): Progress {
  if (!stderr.isTTY || quiet) return { update: () => {}, end: () => {} };
  return {
    update: (done, total, note = '') =>
      stderr.write(`\r\u001b[K${progressLine(label, done, total)} ${printable(note, MAX_NOTE)}`.trimEnd()),
    end: () => stderr.write('\r\u001b[K'),
  };
}

/** `tags [============            ] 5/10`, or `pods 1500` while the total is unknown. */
export function progressLine(label: string, done: number, total?: number): string {
  if (total === undefined || total === 0) return `${label} ${done}`;
  const filled = Math.round((Math.min(done, total) / total) * WIDTH);
  return `${label} [${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${done}/${total}`;
}
