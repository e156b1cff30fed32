import { lstat } from 'node:fs/promises';

/**
 * Whether a file can be read twice. Of a pipe or of stdin, what was read is gone, and so it may be of a name for an open
 * file (`/dev/stdin`, `/dev/fd/3`): some systems go on where it was left.
 */
export async function canReadAgain(file: string): Promise<boolean> {
  if (file === '-' || file.startsWith('/dev/')) return false;
  return lstat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
