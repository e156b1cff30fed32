import { isTerminating, type Pod } from './objects.ts';
import { keyOf, type ResourceName } from './resources.ts';
import type { Store } from './store.ts';

/**
 * Asks a pod to go: it stays listed, terminating, until its kubelet has stopped it.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 *
 * @param graceSeconds 0: at once
 * @returns the terminating pod; undefined when there is none
 */
export function deletePod(store: Store, key: string, graceSeconds?: number): Pod | undefined {
  const pod = store.get('pods', key);
  if (!pod || isTerminating(pod)) return pod;
  const deletionGracePeriodSeconds = graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  const metadata = { ...pod.metadata, deletionTimestamp: store.now(), deletionGracePeriodSeconds };
  return store.put('pods', { ...pod, metadata });
}

/**
 * Removes an object of another kind, and what it controls: pods terminate, everything else goes at once.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/#cascading-deletion
 */
export function deleteWithDependents(store: Store, resource: ResourceName, key: string): void {
  const uid = store.get(resource, key)?.metadata.uid;
  if (uid === undefined) return;
  store.remove(resource, key);
  for (const { metadata } of store.ownedBy(uid, 'pods'))
    deletePod(store, keyOf(metadata.namespace, metadata.name));
  for (const kind of ['replicasets', 'statefulsets'] as const) {
    for (const { metadata } of store.ownedBy(uid, kind)) {
      deleteWithDependents(store, kind, keyOf(metadata.namespace, metadata.name));
    }
  }
}
