import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { restartId } from '../report/outcomes.ts';
import type { Journal } from './journal.ts';
import { WEEK_MS, wantedOf } from './journal-header.ts';
import { addFailure, type Failures } from './max-failures.ts';

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

/**
 * The failures of a journal that count towards the limit of this run: those of the last week, for an image that a row
 * still wants. One without a time changed nothing, and its age is unknown: it counts.
 * @param rows the present plan, and what the journal has left open
 * @param now in milliseconds
 */
export function countFailures(
  outcomes: readonly OutcomeRow[],
  rows: readonly RestartRow[],
  now: number,
): Failures {
  const wanted = new Set(wantedOf(rows));
  return outcomes
    .filter(
      ({ outcome, digests = '', startedAt }) =>
        outcome === 'failed' &&
        digests.split(',').some((one) => wanted.has(one)) &&
        (startedAt === undefined || now - Date.parse(startedAt) < WEEK_MS),
    )
    .reduce((failures: Failures, { namespace }) => addFailure(failures, namespace), new Map());
}
