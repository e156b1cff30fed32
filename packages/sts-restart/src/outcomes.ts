import type { OutcomeRow } from '@patch-notebook-sts/core/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { shortDigest } from '@patch-notebook-sts/core/table';
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

/** What a restart changes, for the log: each container's image, and its digests before and after. */
export const changeOf = ({ containers }: RestartRow): string =>
  containers
    .map(
      ({ name, image, running, wanted }) =>
        `${name} ${image} ${shortDigest(running)} -> ${shortDigest(wanted)}`,
    )
    .join(', ');
