import type { DecisionRow } from '@patch-notebook-sts/core/rows/decision-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { type Counts, noCounts } from './counts.ts';
import type { DecisionResult } from './decide.ts';
import type { ListedWorkload } from './workloads.ts';

/** What is kept of the decisions about all workloads. */
export interface Tally {
  counts: Counts;
  restarts: RestartRow[];
}

export const emptyTally = (): Tally => ({ counts: noCounts(), restarts: [] });

/** Decides about one workload after the other, counts the decisions, and yields them; the rows that restart are kept. */
export function* decideAll(
  workloads: Iterable<ListedWorkload>,
  decide: (workload: ListedWorkload) => DecisionResult,
  tally: Tally,
): Generator<DecisionRow> {
  for (const workload of workloads) {
    const { decision, restart } = decide(workload);
    tally.counts[decision.decision] += 1;
    if (restart !== undefined) tally.restarts.push(restart);
    yield decision;
  }
}
