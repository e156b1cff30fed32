import type { Io } from '@patch-notebook-sts/core/cli/command';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { completeWorkload, readPlan } from '@patch-notebook-sts/core/rows/read-plan';
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
      const row = completeWorkload(located, namespace);
      rows.set(workloadId(row), row);
    }
  return [...rows.values()].sort(compareWorkloads).map((row) => ({ about: 'outcome', row }));
}
