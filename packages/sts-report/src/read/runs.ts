import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Failure, oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import { readStages, type Stages } from './stages.ts';

/** A run folder, and what is in it as far as a history needs it. */
export interface RunFolder {
  /** With links followed. */
  path: string;
  stages: Stages;
  /** When a file of it was written last, RFC 3339. */
  writtenAt: string;
}

/**
 * Reads the run folders in `folder`, such as those that the overlay `keep-results` keeps. Links are passed over: `latest` is
 * one of the folders again.
 * @returns `refused`: why a folder was left out. One bad run of last year must not hide all others.
 */
export async function readRuns(
  folder: string,
  stdin: Readable,
): Promise<{ runs: RunFolder[]; refused: string[] }> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw toolFailure(`--runs: ${folder}: cannot be read: ${oneLineMessage(error)}`);
  });
  const names = found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const runs: RunFolder[] = [];
  const refused: string[] = [];
  for (const name of names.sort()) {
    const run = join(folder, name);
    try {
      const stages = await readStages(run, stdin, ['images', 'decisions', 'held', 'outcomes']);
      runs.push({ path: await realpath(run), stages, writtenAt: (await stat(run)).mtime.toISOString() });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refused.push(error.message);
    }
  }
  return { runs, refused };
}
