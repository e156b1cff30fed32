import { createWriteStream, rmSync } from 'node:fs';
import { realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { oneLineMessage, toolFailure } from '../failure.ts';

/** Whether rows go where they can't be taken back: to stdout, or to what is there and is no regular file. */
export async function isStreamTarget(file: string): Promise<boolean> {
  if (file === '-') return true;
  return stat(file).then(
    (found) => !found.isFile(),
    () => false,
  );
}

/**
 * Runs `fill` on the stream that a command's rows go to: `stdout`, or the file of `-o`.
 *
 * The file appears whole or not at all: it is written beside its place and renamed when `fill` has returned. A target
 * that exists and is no regular file (`/dev/stdout`, a FIFO) is written directly, since a rename would replace it.
 */
export async function withOutput<T>(
  file: string | undefined,
  stdout: Writable,
  fill: (out: Writable) => Promise<T>,
): Promise<T> {
  if (file === undefined || file === '-') return fill(stdout);
  try {
    const target = await realpath(file).catch(() => file);
    const inPlace = await isStreamTarget(target);
    const partial = inPlace ? target : join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
    const out = createWriteStream(partial, { flush: !inPlace });
    // Waited for below; listening now keeps an early failure (no such folder) from being an unhandled one.
    const done = finished(out);
    done.catch(() => {});
    const remove = () => inPlace || rmSync(partial, { force: true });
    // A signal ends the process without coming back here.
    process.once('exit', remove);
    try {
      const filled = await fill(out);
      out.end();
      await done;
      if (!inPlace) await rename(partial, target);
      return filled;
    } catch (error) {
      out.destroy();
      // It may still be about to be opened, and would appear after it was removed.
      await done.catch(() => {});
      remove();
      throw error;
    } finally {
      process.off('exit', remove);
    }
  } catch (error) {
    throw isSystemError(error) ? toolFailure(`${file}: cannot be written: ${oneLineMessage(error)}`) : error;
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
