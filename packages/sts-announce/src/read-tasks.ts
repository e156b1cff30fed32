import type { Io } from '@patch-notebook-sts/core/cli/command';
import { badInput } from '@patch-notebook-sts/core/failure';
import { formatLocation, readRows } from '@patch-notebook-sts/core/io/read-rows';
import { DEFAULT_KIND } from '@patch-notebook-sts/core/kube/kinds';
import { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { readPlan } from '@patch-notebook-sts/core/rows/read-plan';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { compareWorkloads, workloadId } from '@patch-notebook-sts/core/rows/workload';
import type { Task } from './live/task.ts';

/**
 * Reads all rows before anybody is told, in the order of namespace and name, each workload once.
 * @param namespace for rows that have none; without that too, one is refused (exit 3)
 */
export async function readTasks(
  about: Task['about'],
  file: string,
  stdin: Io['stdin'],
  namespace: string | undefined,
): Promise<Task[]> {
  if (about === 'outcome') return readOutcomes(file, stdin, namespace);
  const plan = await readPlan(readRows(file, stdin, RestartRow), namespace);
  return plan.map((row) => ({ about, row }));
}

async function readOutcomes(
  file: string,
  stdin: Io['stdin'],
  namespace: string | undefined,
): Promise<Task[]> {
  const rows = new Map<string, OutcomeRow>();
  for await (const some of readRows(file, stdin, OutcomeRow))
    for (const located of some) {
      const row = {
        ...located.row,
        namespace: located.row.namespace ?? namespace,
        kind: located.row.kind ?? DEFAULT_KIND,
      };
      if (row.namespace === undefined)
        throw badInput(
          `${formatLocation(located)}: namespace: ${row.stsName} has none; add it to the row or give --namespace`,
        );
      rows.set(workloadId(row), row);
    }
  return [...rows.values()].sort(compareWorkloads).map((row) => ({ about: 'outcome', row }));
}
