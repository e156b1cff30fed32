import { toolFailure } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { manifestLines } from '@patch-notebook-sts/core/kube/object-ref';
import { POD } from '@patch-notebook-sts/core/kube/resource';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import { RUN_LABEL } from './manifest.ts';

/** Which pods that pull: those of all runs, of one, or of all but one. */
export interface Runs {
  of?: string;
  except?: string;
}

const selectorOf = ({ of, except }: Runs): string =>
  [
    of === undefined ? RUN_LABEL : `${RUN_LABEL}=${of}`,
    ...(except === undefined ? [] : [`${RUN_LABEL}!=${except}`]),
  ].join(',');

/**
 * Deletes pods that pull, by their label, and says how many there were. Deleting again is no harm, so transient failures
 * are asked again; another is a Failure (exit 1).
 * @param namespace only there; in all of them where it is absent
 */
export async function removePullers(
  kubectl: Kubectl,
  namespace: string | undefined,
  runs: Runs,
  signal?: AbortSignal,
): Promise<number> {
  const scope = namespace === undefined ? ['--all-namespaces'] : ['-n', namespace];
  const args = ['delete', 'pods', ...scope, '-l', selectorOf(runs), '--wait=false', '--ignore-not-found'];
  const { stdout, failure } = await withRetries(kubectl, signal)([...args, '-o', 'name']);
  if (failure !== undefined) throw toolFailure(`cannot delete the pods that pull: ${failure}`);
  // Where there are none, it says so in a sentence.
  return stdout.split('\n').filter((line) => line.startsWith('pod/')).length;
}

/** Deletes one such pod; undefined, or why that failed. */
export async function removePuller(
  kubectl: Kubectl,
  namespace: string,
  name: string,
): Promise<string | undefined> {
  const { failure } = await kubectl(['delete', '-f', '-', '--wait=false', '--ignore-not-found'], {
    input: manifestLines([{ resource: POD, namespace, name }]),
  });
  return failure;
}
