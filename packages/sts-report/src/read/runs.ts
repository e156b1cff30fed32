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
  /** When the folder was changed last, RFC 3339. */
  changedAt: string;
}

/**
 * Reads the run folders in `folder`, such as those that the overlay `keep-results` keeps, one by one: years of runs would fill
 * the memory. Folders without a file of a run are passed over, and so are links: `latest` is one of the folders again.
 * @param refused is called with the reason where a folder is left out: one bad run must not hide all others
 */
export async function* readRuns(
  folder: string,
  stdin: Readable,
  refused: (why: string) => void,
): AsyncGenerator<RunFolder> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw toolFailure(`--runs: ${folder}: cannot be read: ${oneLineMessage(error)}`);
  });
  for (const { name } of found.filter((entry) => entry.isDirectory())) {
    const run = join(folder, name);
    try {
      const stages = await readStages(run, stdin, ['images', 'decisions', 'held', 'outcomes']);
      if (Object.keys(stages).length === 0) continue;
      yield { path: await realpath(run), stages, changedAt: (await stat(run)).mtime.toISOString() };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refused(error.message);
    }
  }
}
