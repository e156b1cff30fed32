import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { notebookNameOf } from './changes.ts';
import { changeOf } from './outcomes.ts';
import { strategicMergePatch } from './patch.ts';

/**
 * What a row would do, in a line, with the kubectl command that does it, fit for pasting into a shell. A Notebook's has to
 * be edited: kubectl can't patch one container of a custom resource without knowing all of them.
 * @param restartedAt RFC 3339
 * @param flags kubectl's own options
 */
export function dryRunLine(row: RestartRow, restartedAt: string, flags: readonly string[]): string {
  const notebook = notebookNameOf(row);
  const command =
    notebook === undefined
      ? ['patch', `${row.kind?.toLowerCase()}/${row.stsName}`, '-n', row.namespace].concat(
          '--type=strategic',
          '-p',
          `'${strategicMergePatch(row, restartedAt)}'`,
        )
      : ['edit', `notebooks.kubeflow.org/${notebook}`, '-n', row.namespace];
  const what =
    row.action === 'migrate'
      ? `migrate ${workloadName(row)}: ${changeOf(row)}`
      : `restart ${workloadName(row)}`;
  return `would ${what}, as: ${['kubectl', ...flags, ...command].join(' ')}`;
}
