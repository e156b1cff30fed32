import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { DecisionRow } from '@patch-notebook-sts/core/rows/decision-row';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import * as z from 'zod';

/** A row of image-prepull's `--held`. */
const HeldRow = DecisionRow.extend({ decision: z.literal('not-pulled') });

const FILES = {
  containers: ['1-simple-output.txt', ContainerRow],
  images: ['2-images-with-tags.txt', ImageRow],
  decisions: ['3-decisions.txt', DecisionRow.describe('sts-filter --decisions')],
  restarts: ['3-statefulsets-to-restart.txt', RestartRow],
  held: ['3-held.txt', HeldRow],
  outcomes: ['4-restarts.txt', OutcomeRow],
} as const;

type Stage = keyof typeof FILES;
type RowsOf<S extends Stage> = z.infer<(typeof FILES)[S][1]>[];

/** The stage files of a run; those that are not there are absent. */
export type Stages = { [S in Stage]?: RowsOf<S> };

/** The names of the stage files. */
export const fileOf = (stage: Stage): string => FILES[stage][0];

/** Reads the stage files of a folder, or some of them. A row that a stage would refuse is refused here too (exit 3). */
export async function readStages(
  folder: string,
  stdin: Readable,
  wanted: readonly Stage[] = Object.keys(FILES) as Stage[],
): Promise<Stages> {
  const stages: Stages = {};
  for (const stage of wanted) {
    const [name, schema] = FILES[stage];
    const file = join(folder, name);
    if (!(await isFile(file))) continue;
    const rows: unknown[] = [];
    for await (const some of readRows(file, stdin, schema)) for (const { row } of some) rows.push(row);
    Object.assign(stages, { [stage]: rows });
  }
  return stages;
}

/** Whether a run was killed: its journal is there, and its outcomes are not. */
export const wasKilled = async (folder: string, { outcomes }: Stages): Promise<boolean> =>
  outcomes === undefined && (await isFile(join(folder, 'restarts.journal')));

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

/** The first lines of the chain's `summary.md`: mode and cluster, and how the run ended. Empty where there is none. */
export async function readRunLines(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'summary.md'), 'utf8').catch(() => '');
  const [, heading, ended] = /^# (.+)\n\n(.+)\n/.exec(text) ?? [];
  return [heading, ended].filter((line) => line !== undefined);
}
