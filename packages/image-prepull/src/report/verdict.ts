import { workloadFields } from '@patch-notebook-sts/core/rows/workload';
import type { Result } from '../flow/state.ts';
import type { PlannedWorkload, Pull } from '../plan/plan.ts';

/** Whether a workload may restart, with a remark on why although or why not. */
export interface Verdict {
  workload: PlannedWorkload;
  goesOn: boolean;
  reason?: string;
}

/** Reasons that are told of one workload; more of them say nothing new. */
const MOST_REASONS = 3;

/**
 * A workload may restart when each of its nodes has each of its images.
 * @param results undefined in a dry run, which lets all of them through
 * @param passRefused whether it is enough that a node refused the pod, which says nothing about the image
 * @param stopped why the run ended before all was pulled: then none may restart, because what stopped it may be a
 *   registry that the restarts need too
 */
export function judge(
  workload: PlannedWorkload,
  results: ReadonlyMap<Pull, Result> | undefined,
  passRefused: boolean,
  stopped: string | undefined,
): Verdict {
  const { pulls, remark } = workload;
  if (results === undefined)
    return { workload, goesOn: true, ...(remark === undefined ? {} : { reason: remark }) };
  if (stopped !== undefined) return { workload, goesOn: false, reason: stopped };
  if (remark !== undefined) return { workload, goesOn: true, reason: remark };
  const missing = pulls.flatMap((pull) => {
    const result = results.get(pull);
    return result?.outcome === 'pulled' ? [] : [{ pull, result }];
  });
  if (missing.length === 0) return { workload, goesOn: true };
  const words = missing.slice(0, MOST_REASONS).map(({ pull, result }) => {
    const { outcome = 'not-attempted', reason } = result ?? {};
    return `${pull.image} on ${pull.node}: ${outcome}${reason === undefined ? '' : `: ${reason}`}`;
  });
  const more = missing.length > MOST_REASONS ? [`and ${missing.length - MOST_REASONS} more`] : [];
  const goesOn = passRefused && missing.every(({ result }) => result?.outcome === 'refused');
  return { workload, goesOn, reason: [...words, ...more].join('; ') };
}

/** A row of `--held`: a workload that may not restart, in the form of sts-filter's decisions. */
export const heldRow = ({ workload: { row, pulls }, reason = '' }: Verdict) => ({
  ...Object.fromEntries(
    Object.keys(workloadFields).map((field) => [field, row[field as keyof typeof workloadFields]]),
  ),
  decision: 'not-pulled',
  reason,
  ...(pulls[0] === undefined ? {} : { image: pulls[0].image }),
});
