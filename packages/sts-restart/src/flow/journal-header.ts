import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import * as z from 'zod';

/** What the lines after it in a journal belong to. */
export const JournalHeader = z.object({
  /** The address of the API server: see `clusterAddress`. */
  cluster: z.string(),
  /** What the plan is for, sorted: `repository:tag@digest`. */
  plan: z.array(z.string()),
  /** When the run began, RFC 3339. */
  time: z.iso.datetime(),
});
export type JournalHeader = z.infer<typeof JournalHeader>;

/** Everything that the rows of a plan want, each once. */
export const wantedOf = (rows: readonly RestartRow[]): string[] =>
  [...new Set(rows.flatMap((row) => digestsAnnotation(row).split(',')))].sort(byCodeUnit);

export const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Whether a run goes on with what an earlier one began: it is for the same images or for some of them, within a week. A
 * workload that was restarted is not in the next plan, and its image neither if it was the last; so the plans of a run
 * that was killed and of the one that resumes it differ, and are not compared row by row.
 */
export function isSameRun(earlier: JournalHeader, present: JournalHeader): boolean {
  const wanted = new Set(earlier.plan);
  const age = Date.parse(present.time) - Date.parse(earlier.time);
  return age < WEEK_MS && present.plan.every((one) => wanted.has(one));
}
