import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { manifestLines } from '@patch-notebook-sts/core/kube/object-ref';
import { POD } from '@patch-notebook-sts/core/kube/resource';
import type { PodState } from '../live/pod-state.ts';

/**
 * Deletes the pods that keep a migrated StatefulSet from its new template, and says what came of it. Those that are gone
 * by now are no failure.
 */
export async function deletePods(kubectl: Kubectl, pods: readonly PodState[]): Promise<string> {
  const refs = pods.map(({ metadata: { name, namespace } }) => ({ resource: POD, namespace, name }));
  const { failure } = await kubectl(['delete', '-f', '-', '--wait=false', '--ignore-not-found'], {
    input: manifestLines(refs),
  });
  const names = refs.map(({ name }) => name).join(', ');
  return failure === undefined
    ? `deleted ${names}, which could not start and stood in the way`
    : `${names} stands in the way and can't be deleted: ${failure}`;
}
