import { kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import { resourceName } from '@patch-notebook-sts/core/kube/resource';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { shellCommand } from '@patch-notebook-sts/core/text/shell-quote';
import { strategicMergePatch } from '../act/patch.ts';
import { changeOf } from './outcomes.ts';

/** What a row would do, in a line. */
export const dryRunLine = (row: RestartRow): string =>
  `would ${row.action} ${workloadName(row)}: ${changeOf(row)}`;

/**
 * A command that does the same by hand, quoted for a shell. `execute` itself sends a JSON patch that also tests that
 * nobody else has restarted the workload since it was read. A Notebook has to be edited: kubectl can't patch one
 * container of a custom resource without knowing all of them.
 * @param restartedAt RFC 3339
 * @param flags kubectl's own options
 */
export function handCommand(row: RestartRow, restartedAt: string, flags: readonly string[]): string {
  const { namespace = '', stsName } = row;
  const notebook = notebookNameOf(row);
  const info = kindInfo(kindOfRow(row));
  const command =
    notebook === undefined
      ? ['patch', `${resourceName(info)}/${stsName}`, '-n', namespace, '--type=strategic', '-p'].concat(
          strategicMergePatch(row, restartedAt),
        )
      : ['edit', `notebooks.kubeflow.org/${notebook}`, '-n', namespace];
  return shellCommand(['kubectl', ...flags, ...command]);
}
