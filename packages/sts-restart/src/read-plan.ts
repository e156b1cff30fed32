import { badInput } from '@patch-notebook-sts/core/failure';
import { formatLocation, type Located } from '@patch-notebook-sts/core/io/read-rows';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { compareWorkloads, workloadId, workloadName } from '@patch-notebook-sts/core/rows/workload';
import { changesOf, notebookNameOf } from './changes.ts';

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
      const found = located.row;
      const row = {
        ...found,
        namespace: found.namespace ?? namespace,
        kind: found.kind ?? ('StatefulSet' as const),
      };
      if (row.namespace === undefined) {
        throw badInput(
          `${formatLocation(located)}: namespace: ${row.stsName} has none; add it to the row or give --namespace`,
        );
      }
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
