import type { DecisionRow } from '@patch-notebook-sts/core/rows/decision-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { type Counts, noCounts } from './counts.ts';
import type { DecisionResult } from './decide.ts';
import { type ListedWorkload, OutOfOrder, workloadsInAnyOrder, workloadsInOrder } from './workloads.ts';

/** How containers are gathered by workload. */
export type Grouping = typeof workloadsInAnyOrder;

/** What was decided about all workloads, and the rows that restart some of them. */
export interface DecidedAll {
  counts: Counts;
  restarts: RestartRow[];
}

/** Decides about workloads as they come; `take` gets the decisions, some at a time. */
export async function decideAll(
  workloads: AsyncIterable<ListedWorkload[]>,
  decide: (workload: ListedWorkload) => DecisionResult,
  take: (decisions: DecisionRow[]) => Promise<void>,
): Promise<DecidedAll> {
  const counts = noCounts();
  const restarts: RestartRow[] = [];
  for await (const some of workloads) {
    const decisions: DecisionRow[] = [];
    for (const workload of some) {
      const { decision, restart } = decide(workload);
      counts[decision.decision] += 1;
      if (restart !== undefined) restarts.push(restart);
      decisions.push(decision);
    }
    await take(decisions);
  }
  return { counts, restarts };
}

/**
 * Tries it with rows in the order of sts-list, where nothing has to be kept, and once more from the start where they are
 * in another one.
 *
 * @param onceOnly whether it can't be tried twice, since what has been read or written is gone
 * @param onAgain told when it begins anew
 */
export async function inWhateverOrder<T>(
  onceOnly: boolean,
  attempt: (order: Grouping) => Promise<T>,
  onAgain: () => void,
): Promise<T> {
  if (onceOnly) return attempt(workloadsInAnyOrder);
  try {
    return await attempt(workloadsInOrder);
  } catch (error) {
    if (!(error instanceof OutOfOrder)) throw error;
    onAgain();
    return attempt(workloadsInAnyOrder);
  }
}
