import { constants, createWriteStream, rmSync } from 'node:fs';
import { open, realpath, rename, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { oneLineMessage, toolFailure, usageError } from '../failure.ts';
import { partialName, removeStalePartials } from './partial-files.ts';

/** Whether rows go where they can't be taken back: to stdout, or to what is there and is no regular file. */
export async function isStreamTarget(file: string): Promise<boolean> {
  if (file === '-') return true;
  return stat(file).then(
    (found) => !found.isFile(),
    () => false,
  );
}

/**
 * Refuses two options that name the same file (exit 2), because the later output would replace the earlier.
 * Streams, such as /dev/null, may be named twice.
 */
export async function refuseSameFile(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  const known = new Map<string, string>();
  for (const [option, file] of Object.entries(files)) {
    if (file === undefined || (await isStreamTarget(file))) continue;
    const target = await targetOf(file);
    const other = known.get(target);
    if (other !== undefined) throw usageError(`${other} and ${option} name the same file, ${file}`);
    known.set(target, option);
  }
}

/** Where a file is, or will be, with links followed. */
async function targetOf(file: string): Promise<string> {
  return realpath(file).catch(async () => {
    const folder = await realpath(dirname(file)).catch(() => dirname(file));
    return join(folder, basename(file));
  });
}

/**
 * Runs `fill` on the stream that a command's rows go to: `stdout`, or the file of `-o`.
 *
 * The file appears whole or not at all: it is written beside its place and renamed when `fill` has returned; one that
 * was there keeps its mode. A target that exists and is no regular file (`/dev/stdout`, a FIFO) is written directly,
 * since a rename would replace it.
 */
export async function withOutput<T>(
  file: string | undefined,
  stdout: Writable,
  fill: (out: Writable) => Promise<T>,
): Promise<T> {
  // /dev/stdout can't be opened where stdout is a socket, as under some parents.
  if (file === undefined || file === '-' || file === '/dev/stdout') return fill(stdout);
  try {
    const target = await targetOf(file);
    return (await isStreamTarget(target))
      ? await writeTo(await openStream(target), fill)
      : await replace(target, fill);
  } catch (error) {
    throw isSystemError(error) ? toolFailure(`${file}: cannot be written: ${oneLineMessage(error)}`) : error;
  }
}

async function replace<T>(target: string, fill: (out: Writable) => Promise<T>): Promise<T> {
  await removeStalePartials(target);
  const mode = await stat(target).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  const partial = partialName(target);
  const handle = await open(partial, 'wx', mode);
  const remove = () => rmSync(partial, { force: true });
  // A signal ends the process without coming back here.
  process.once('exit', remove);
  try {
    // The umask has narrowed what was asked for.
    if (mode !== undefined) await handle.chmod(mode);
    const filled = await writeTo(handle.createWriteStream({ flush: true }), fill);
    await rename(partial, target);
    return filled;
  } catch (error) {
    remove();
    throw error;
  } finally {
    process.off('exit', remove);
  }
}

async function writeTo<T>(out: Writable, fill: (out: Writable) => Promise<T>): Promise<T> {
  // Waited for below; listening now keeps an early failure (no such folder) from being an unhandled one.
  const done = finished(out, { readable: false });
  done.catch(() => {});
  try {
    const filled = await fill(out);
    out.end();
    await done;
    return filled;
  } catch (error) {
    out.destroy();
    await done.catch(() => {});
    throw error;
  }
}

/** How often a FIFO is asked whether it has a reader. */
const READER_MS = 100;

/** A FIFO without a reader blocks whoever opens it, and Node can't exit while a thread of its own is blocked. */
async function openStream(target: string): Promise<Writable> {
  if (!(await stat(target)).isFIFO()) return createWriteStream(target);
  for (;;) {
    try {
      const { fd } = await open(target, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd, readable: false, writable: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await setTimeout(READER_MS);
    }
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
