import { toolFailure } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { notebookNameOf } from './changes.ts';
import { askAgain } from './retry.ts';

const RESOURCE = {
  StatefulSet: 'statefulsets.apps',
  Deployment: 'deployments.apps',
  DaemonSet: 'daemonsets.apps',
};

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
      // The pods of a batch are listed with one call, which spans its namespaces.
      if (verb === 'list' && namespaces.size > 1) throw missing(`${verb} ${resource} in all namespaces`);
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
 * A workload is read and patched, or its Notebook is; pods are listed where restarts are awaited, and those of a
 * migrated StatefulSet may have to be deleted.
 */
function rightsOf(row: RestartRow, waits: boolean): string[][] {
  const { action, kind = 'StatefulSet' } = row;
  const changed = notebookNameOf(row) === undefined ? RESOURCE[kind] : 'notebooks.kubeflow.org';
  const rights = [
    ['get', RESOURCE[kind]],
    ['get', changed],
    ['patch', changed],
  ];
  if (waits) rights.push(['list', 'pods']);
  if (waits && action === 'migrate' && kind === 'StatefulSet') rights.push(['delete', 'pods']);
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
