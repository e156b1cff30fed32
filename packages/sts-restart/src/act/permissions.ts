import { kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { Right } from '@patch-notebook-sts/core/kube/require-rights';
import { NAMESPACE, NOTEBOOK, POD, resourceName } from '@patch-notebook-sts/core/kube/resource';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';

/** The rights for a plan, each once, with the namespaces that it is needed in. */
export function rightsFor(plan: readonly RestartRow[], waits: boolean): Right[] {
  const rights = new Map<string, Right & { namespaces: Set<string> }>();
  for (const row of plan) {
    for (const [verb = '', resource = ''] of rightsOf(row, waits)) {
      const right = rights.get(`${verb} ${resource}`) ?? { verb, resource, namespaces: new Set() };
      right.namespaces.add(row.namespace ?? '');
      rights.set(`${verb} ${resource}`, right);
    }
  }
  return [...rights.values()];
}

/**
 * A workload is read and patched, or its Notebook is. Just before, its namespace is read, its Notebook where the row
 * has one, and its pods, where they can be named; else they are listed. The pods of a migrated StatefulSet may have to be
 * deleted.
 */
function rightsOf(row: RestartRow, waits: boolean): string[][] {
  const info = kindInfo(kindOfRow(row));
  const workload = resourceName(info);
  const notebook = resourceName(NOTEBOOK);
  const rights = [
    ['get', workload],
    ['patch', notebookNameOf(row) === undefined ? workload : notebook],
    ['get', resourceName(NAMESPACE)],
    [info.ordinalPods ? 'get' : 'list', resourceName(POD)],
  ];
  if (row.notebook !== undefined || notebookNameOf(row) !== undefined) rights.push(['get', notebook]);
  if (waits && row.action === 'migrate' && info.ordinalPods) rights.push(['delete', resourceName(POD)]);
  return rights;
}
