import { type Decision, restarting } from '@patch-notebook-sts/core/rows/decision-row';
import type { Group } from '../model/page-data.ts';

const OTHERS: ReadonlySet<Decision> = new Set(['other-tag', 'pinned', 'not-running', 'untracked']);

/** The group of a decision. Every decision that is not named here is a guard's, and holds a stale workload back. */
export function groupOf(decision: Decision): Group {
  if (decision === 'current') return 'current';
  if (decision === 'unknown-digest') return 'unknown';
  if (restarting.some((one) => one === decision)) return 'stale';
  return OTHERS.has(decision) ? 'other' : 'held';
}

/** Whether a workload of this group runs something else than its tag points to. */
export const isBehind = (group: Group): boolean => group === 'stale' || group === 'held';
