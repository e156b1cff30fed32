import { toolFailure } from '../failure.ts';
import type { Kubectl } from './kubectl.ts';
import { askAgain } from './retry.ts';

/** A right that a run needs, in some namespaces. */
export interface Right {
  verb: string;
  /** As kubectl names it: `pods`, `statefulsets.apps`. */
  resource: string;
  /** None: in the whole cluster. */
  namespaces: Iterable<string>;
}

/**
 * Asks the API server, before anything is changed, for all rights: in the whole cluster, or else in each namespace. A
 * missing one is a Failure (exit 1) that names it.
 * @param consequence what has not happened: `nothing was restarted`
 */
export async function requireRights(
  kubectl: Kubectl,
  rights: readonly Right[],
  consequence: string,
  signal: AbortSignal,
): Promise<void> {
  const missing = (right: string) =>
    toolFailure(`not allowed to ${right}; ${consequence}. Grant this right to the account that runs it`);
  await Promise.all(
    rights.map(async ({ verb, resource, namespaces }) => {
      if (await can(kubectl, verb, resource, ['--all-namespaces'], signal)) return;
      let asked = false;
      for (const namespace of namespaces) {
        asked = true;
        if (await can(kubectl, verb, resource, ['-n', namespace], signal)) continue;
        throw missing(`${verb} ${resource} in namespace ${namespace}`);
      }
      if (!asked) throw missing(`${verb} ${resource} in all namespaces`);
    }),
  );
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
