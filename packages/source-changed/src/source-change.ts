import { usageError } from '@patch-notebook-sts/core/failure';
import type { Git } from './git.ts';
import type { Labels } from './labels.ts';

/** An answer. `changed` is null where it is not known: then the image is to be built too. */
export interface Answer {
  changed: boolean | null;
  reason: string;
}

export const REVISION = 'org.opencontainers.image.revision';
const COMMIT = /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/;

/** The one value that all platforms of an image have for a label; undefined where some have another, or none. */
export function labelOf(platforms: readonly Labels[], label: string): string | undefined {
  const values = new Set(platforms.map((labels) => labels[label]));
  return values.size === 1 ? [...values][0] : undefined;
}

/** Whether the paths differ between the commit that an image was built from and the head. */
export async function sourceChange(
  git: Git,
  revision: string | undefined,
  head: string,
  paths: readonly string[],
): Promise<Answer> {
  const now = await Promise.all(paths.map((path) => git.object(head, path)));
  const missing = paths.find((_, i) => now[i] === undefined);
  if (missing !== undefined) throw usageError(`--path ${missing}: the head has nothing there`);
  if (await git.hasChanges(paths)) return unknown('something below the paths is not committed');
  if (revision === undefined)
    return unknown(`the image has no label ${REVISION} that is the same for all of its platforms`);
  if (!COMMIT.test(revision)) return unknown(`the image's revision, ${revision}, is not a commit`);
  const commit = await git.commit(revision);
  if (commit === undefined)
    return unknown(
      `the repository has no commit ${revision}${(await git.isShallow()) ? '; it is a shallow clone: fetch all of it' : ''}`,
    );
  const then = await Promise.all(paths.map((path) => git.object(commit, path)));
  const changed = paths.filter((_, i) => then[i] !== now[i]);
  if (changed.length === 0)
    return { changed: false, reason: `${paths.join(', ')}: the same as in ${revision}` };
  return { changed: true, reason: `${changed.join(', ')}: not the same as in ${revision}` };
}

export const unknown = (reason: string): Answer => ({ changed: null, reason });
