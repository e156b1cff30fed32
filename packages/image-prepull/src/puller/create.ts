import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { collectionPath, POD } from '@patch-notebook-sts/core/kube/resource';
import { askAgain } from '@patch-notebook-sts/core/kube/retry';

/** What became of a pod that was to be created. */
export type Created = { created: true } | { created: false; outcome: 'refused' | 'failed'; words: string };

/** A rule of the cluster that forbids this pod: its security standard, a quota, a webhook. A missing right is none. */
const POLICY = /violates PodSecurity|exceeded quota|admission webhook .* denied|\(Forbidden\)/s;
const NO_RIGHT = /cannot create resource/;

const isPolicy = (failure: string): boolean => POLICY.test(failure) && !NO_RIGHT.test(failure);

/**
 * Creates a pod, and asks again while a failure is transient: one whose answer was lost is there, and is the same, because
 * its name has the run in it.
 */
export async function createPuller(
  kubectl: Kubectl,
  pod: { metadata: { namespace: string } },
  signal: AbortSignal,
): Promise<Created> {
  const path = collectionPath(POD, pod.metadata.namespace);
  const { failure, refused } = await askAgain(async () => {
    const answer = await kubectl(['create', '--raw', path, '-f', '-'], { input: JSON.stringify(pod) });
    if (answer.failure === undefined || /\(AlreadyExists\)/.test(answer.failure)) return {};
    return isPolicy(answer.failure) ? { refused: answer.failure } : { failure: answer.failure };
  }, signal);
  if (refused !== undefined) return { created: false, outcome: 'refused', words: refused };
  return failure === undefined ? { created: true } : { created: false, outcome: 'failed', words: failure };
}
