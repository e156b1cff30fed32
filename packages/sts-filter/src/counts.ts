import { type Decision, type DecisionRow, decisions } from '@patch-notebook-sts/core/rows/decision-row';

/** How many workloads got each decision, all decisions included, the most telling first. */
export type Counts = Record<Decision, number>;

export const noCounts = (): Counts =>
  Object.fromEntries(decisions.map((decision) => [decision, 0])) as Record<Decision, number>;

/** Counts rows. */
export function countRows(rows: readonly DecisionRow[]): Counts {
  const counts = noCounts();
  for (const { decision } of rows) counts[decision] += 1;
  return counts;
}

/** All workloads, or those that are not `untracked`: with an image of a listed repository. */
export const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
export const tracked = (counts: Counts): number => total(counts) - counts.untracked;

/**
 * `19 workloads: 3 stale, 7 current (1 not ready), …`; what did not occur is left out.
 * @param notReady how many of the current ones are not ready
 */
export function countLine(counts: Counts, notReady: number): string {
  const all = total(counts);
  const ofThem = notReady > 0 ? ` (${notReady} not ready)` : '';
  const parts = decisions
    .filter((decision) => counts[decision] > 0)
    .map((decision) => `${counts[decision]} ${decision}${decision === 'current' ? ofThem : ''}`);
  return `${all} ${all === 1 ? 'workload' : 'workloads'}${parts.length > 0 ? ': ' : ''}${parts.join(', ')}`;
}
