import { toolFailure } from '@patch-notebook-sts/core/failure';
import { kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { NAMESPACE, NOTEBOOK, POD, resourceName } from '@patch-notebook-sts/core/kube/resource';
import { askAgain } from '@patch-notebook-sts/core/kube/retry';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';

/** A right that a run needs. */
interface Right {
  verb: string;
  resource: string;
  namespaces: Set<string>;
}

/**
 * Asks the API server, before anything is changed, whether everything that a run will do is allowed, in the whole
 * cluster or else in each namespace. A missing right is a Failure (exit 1) that names it.
 */
export async function requireRights(
  kubectl: Kubectl,
  plan: readonly RestartRow[],
  waits: boolean,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    rightsFor(plan, waits).map(async ({ verb, resource, namespaces }) => {
      if (await can(kubectl, verb, resource, ['--all-namespaces'], signal)) return;
      for (const namespace of namespaces) {
        if (await can(kubectl, verb, resource, ['-n', namespace], signal)) continue;
        throw missing(`${verb} ${resource} in namespace ${namespace}`);
      }
    }),
  );
}

const missing = (right: string) =>
  toolFailure(`not allowed to ${right}; nothing was restarted. Grant this right to the account that runs it`);

/** The rights for a plan, each once, with the namespaces that it is needed in. */
export function rightsFor(plan: readonly RestartRow[], waits: boolean): Right[] {
  const rights = new Map<string, Right>();
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

async function can(
  kubectl: Kubectl,
  verb: string,
  resource: string,
  scope: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const args = ['auth', 'can-i', verb, resource, ...scope];
  const answer = await askAgain(async () => {
    const { stdout, failure } = await kubectl(args);
    // It exits with 1 for a plain no as well.
    return { stdout, failure: /^(yes|no)\b/.test(stdout) ? undefined : failure };
  }, signal);
  if (answer.failure !== undefined) throw toolFailure(`kubectl ${args.join(' ')}: ${answer.failure}`);
  return answer.stdout.startsWith('yes');
}
