import type { DecisionRow } from '@patch-notebook-sts/core/rows/decision-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { Workload } from '@patch-notebook-sts/core/rows/workload';
import { type Counts, noCounts } from './counts.ts';
import type { DecisionResult } from './decide.ts';
import type { ListedWorkload } from './workloads.ts';

/** What is kept of the decisions about all workloads. */
export interface Tally {
  counts: Counts;
  /** Of those that are `current`: not ready. */
  notReady: number;
  /** Of those that are not ready: restarted for what they run. */
  broken: Workload[];
  restarts: RestartRow[];
  /** Those that wait for their announcement, or for its date. */
  waiting: RestartRow[];
}

export const emptyTally = (): Tally => ({
  counts: noCounts(),
  notReady: 0,
  broken: [],
  restarts: [],
  waiting: [],
});

/** Decides about one workload after the other, counts the decisions, and yields them; the rows that restart, or wait for that, are kept. */
export function* decideAll(
  workloads: Iterable<ListedWorkload>,
  decide: (workload: ListedWorkload) => DecisionResult,
  tally: Tally,
): Generator<DecisionRow> {
  for (const workload of workloads) {
    const { decision, restart, waiting, isBroken } = decide(workload);
    tally.counts[decision.decision] += 1;
    if (decision.notReady !== undefined) tally.notReady += 1;
    if (isBroken) tally.broken.push(workload);
    if (restart !== undefined) tally.restarts.push(restart);
    if (waiting !== undefined) tally.waiting.push(waiting);
    yield decision;
  }
}
