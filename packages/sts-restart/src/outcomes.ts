import { Outcome, type OutcomeRow } from '@patch-notebook-sts/core/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { workloadKey } from '@patch-notebook-sts/core/workload';
import { digestsAnnotation } from './digests.ts';

type Result = Pick<OutcomeRow, 'outcome' | 'reason' | 'batch' | 'startedAt' | 'readyAt'>;

/** The row of what became of a restart; `digests` is what the restart was for, as in the pods' annotation. */
export const outcomeOf = (row: RestartRow, { outcome, ...more }: Result): OutcomeRow => ({
  stsName: row.stsName,
  namespace: row.namespace,
  kind: row.kind,
  outcome,
  ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
  digests: digestsAnnotation(row),
});

/** Rows of a plan that a journal has no outcome for: another digest is another restart. */
export function withoutDone(plan: readonly RestartRow[], done: readonly OutcomeRow[]): RestartRow[] {
  const key = (row: OutcomeRow) => `${workloadKey(row)} ${row.digests}`;
  const known = new Set(done.map(key));
  return plan.filter((row) => !known.has(key(outcomeOf(row, { outcome: 'planned' }))));
}

/** `3 workloads: 2 verified, 1 failed`, in the order of the outcomes' list. */
export function countLine(rows: readonly OutcomeRow[]): string {
  const counts = Outcome.options
    .map((outcome) => [rows.filter((row) => row.outcome === outcome).length, outcome] as const)
    .filter(([count]) => count > 0)
    .map(([count, outcome]) => `${count} ${outcome}`);
  return `${rows.length} ${rows.length === 1 ? 'workload' : 'workloads'}${counts.length > 0 ? ': ' : ''}${counts.join(', ')}`;
}
