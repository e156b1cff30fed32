import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Partial files of this process that are still being written. */
const ours = new Set<string>();

/** A name beside `target` that nobody can guess; it says which process of which host writes it. */
export function partialName(target: string): string {
  const unique = randomBytes(8).toString('hex');
  const partial = join(
    dirname(target),
    `.${basename(target)}.${hostname()}.${process.pid}.${unique}.partial`,
  );
  ours.add(partial);
  return partial;
}

/**
 * Removes the partial files of `target` that killed runs have left. One of another host, or whose process number is in
 * use again, is removed when nobody has written it for a day: another run may be at work at the same time.
 */
export async function removeStalePartials(target: string): Promise<void> {
  const start = `.${basename(target)}.`;
  for (const name of await readdir(dirname(target)).catch(() => [])) {
    if (!name.startsWith(start)) continue;
    const found = /^(?<host>.+)\.(?<pid>\d+)\.[0-9a-f]{16}\.partial$/.exec(name.slice(start.length))?.groups;
    const partial = join(dirname(target), name);
    if (found === undefined || ours.has(partial)) continue;
    const ended = found.host === hostname() && !isRunning(Number(found.pid));
    if (ended || (await isOld(partial))) await rm(partial, { force: true }).catch(() => {});
  }
}

/** Whether another process has this number; what has ours and isn't ours is of one before us. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

const isOld = (file: string): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > DAY_MS,
    () => false,
  );
