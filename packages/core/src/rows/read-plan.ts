import { badInput } from '../failure.ts';
import { formatLocation, type Located } from '../io/read-rows.ts';
import { DEFAULT_KIND, type Kind } from '../kube/kinds.ts';
import { changesOf, notebookNameOf } from './changes.ts';
import type { RestartRow } from './restart-row.ts';
import { compareWorkloads, type Workload, workloadId, workloadName } from './workload.ts';

/**
 * Reads all rows of stage 3 before anything is changed, in the order of namespace and name, each workload once.
 *
 * A row without a namespace gets `namespace`; without that too it is refused. Two rows that want different things of
 * one workload are refused (exit 3): it restarts at most once. So are rows of stage 4 that undo
 * a workload twice: run the later file first, then the earlier.
 */
export async function readPlan(
  rows: AsyncIterable<Located<RestartRow>[]>,
  namespace: string | undefined,
): Promise<RestartRow[]> {
  const plan = new Map<string, Located<RestartRow>>();
  for await (const some of rows)
    for (const located of some) {
      const row = completeWorkload(located, namespace);
      const known = plan.get(workloadId(row));
      if (known !== undefined && wants(known.row) !== wants(row)) {
        throw badInput(
          `${formatLocation(located)}: disagrees with ${formatLocation(known)} about ${workloadName(row)}`,
        );
      }
      plan.set(workloadId(row), known ?? { ...located, row });
    }
  return [...plan.values()].map(({ row }) => row).sort(compareWorkloads);
}

/** A row with its namespace and kind. Refuses one that has no namespace, where none is given for it (exit 3). */
export function completeWorkload<Row extends Workload>(
  located: Located<Row>,
  namespace: string | undefined,
): Row {
  const { row } = located;
  const complete = { ...row, namespace: row.namespace ?? namespace, kind: row.kind ?? DEFAULT_KIND };
  if (complete.namespace !== undefined) return complete;
  throw badInput(
    `${formatLocation(located)}: namespace: ${row.stsName} has none; add it to the row or give --namespace`,
  );
}

const wants = (row: RestartRow): string =>
  JSON.stringify([
    row.action,
    notebookNameOf(row),
    changesOf(row).map(({ name, image, to, running, wanted, imagePullPolicy }) => [
      name,
      image,
      to,
      running,
      wanted,
      imagePullPolicy,
    ]),
  ]);

/** The kind of a row's workload. */
export const kindOfRow = ({ kind = DEFAULT_KIND }: RestartRow): Kind => kind;
