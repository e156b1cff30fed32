import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { restartId } from '../report/outcomes.ts';
import type { Journal } from './journal.ts';

/** The rows of a run that may go on where another one was killed. */
export interface Resume {
  /** What that one was about to patch, or did, and wrote no outcome for. */
  open: readonly RestartRow[];
  /** Those of them that the present plan doesn't have: they may have been restarted, and are not restarted now. */
  settleOnly: ReadonlySet<RestartRow>;
  /** What nobody has begun yet. */
  rest: readonly RestartRow[];
}

/**
 * Divides a plan by what a journal says of it. A workload that was patched is current by now, so that a plan that was made
 * after the kill doesn't have it; its outcome must be told all the same.
 */
export function planResume(plan: readonly RestartRow[], journal: Pick<Journal, 'outcomes' | 'open'>): Resume {
  const open = journal.open.map(({ row }) => row);
  const planned = new Set(plan.map(restartId));
  const begun = new Set([...journal.outcomes, ...open].map(restartId));
  return {
    open,
    settleOnly: new Set(open.filter((row) => !planned.has(restartId(row)))),
    rest: plan.filter((row) => !begun.has(restartId(row))),
  };
}
