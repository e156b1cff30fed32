import { timestamp } from '../time/clock.ts';
import { isFinished, isTerminating, type KubeObject, type Pod } from './objects.ts';
import { keyOf, type ResourceName, type Resources } from './resources.ts';
import type { Store } from './store.ts';

/**
 * Asks a pod to go: it stays listed, terminating, until its kubelet has stopped it. One that no kubelet runs goes at
 * once. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 *
 * @param graceSeconds default: what the pod's spec says; 0: at once
 * @returns the pod as it is now, or was last; undefined when there is none
 */
export function deletePod(store: Store, key: string, graceSeconds?: number): Pod | undefined {
  const pod = store.get('pods', key);
  if (!pod) return undefined;
  const isRun = pod.spec.nodeName !== undefined && !isFinished(pod);
  const grace = isRun ? (graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) : 0;
  const { deletionGracePeriodSeconds: before = Number.POSITIVE_INFINITY } = pod.metadata;
  if (isTerminating(pod) && grace >= before) return pod;
  const asked = isTerminating(pod) ? askedAt(pod) : Date.parse(store.now());
  const deletionTimestamp = timestamp(asked + grace * 1000);
  const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace };
  const terminating = store.put('pods', { ...pod, metadata });
  if (grace === 0 && !isHeld(terminating)) store.remove('pods', key);
  return terminating;
}

/** When the deletion was asked for; the timestamp says when it is to be over. */
function askedAt({ metadata }: Pod): number {
  return Date.parse(metadata.deletionTimestamp ?? '') - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
}

/**
 * Removes an object of another kind, and what it controls: pods terminate, everything else goes at once, unless a
 * finalizer holds it. https://kubernetes.io/docs/concepts/architecture/garbage-collection/#cascading-deletion
 */
export function deleteWithDependents(store: Store, resource: ResourceName, key: string): void {
  const object = store.get(resource, key);
  if (!object) return;
  if (isHeld(object)) {
    const metadata = { ...object.metadata, deletionTimestamp: store.now(), deletionGracePeriodSeconds: 0 };
    if (!isTerminating(object)) store.put(resource, { ...object, metadata } as Resources[typeof resource]);
    return;
  }
  removeWithDependents(store, resource, key);
}

/** Removes an object that nothing holds. */
export function removeWithDependents(store: Store, resource: ResourceName, key: string): void {
  const uid = store.get(resource, key)?.metadata.uid ?? '';
  store.remove(resource, key);
  for (const { metadata } of store.ownedBy(uid, 'pods'))
    deletePod(store, keyOf(metadata.namespace, metadata.name));
  for (const kind of ['replicasets', 'statefulsets'] as const) {
    for (const { metadata } of store.ownedBy(uid, kind)) {
      deleteWithDependents(store, kind, keyOf(metadata.namespace, metadata.name));
    }
  }
}

/** Whether nothing is left that keeps a terminating object: no finalizer, and for a pod no kubelet. */
export function isGone(object: KubeObject): boolean {
  return isTerminating(object) && !isHeld(object) && object.metadata.deletionGracePeriodSeconds === 0;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/ */
function isHeld({ metadata }: KubeObject): boolean {
  return (metadata.finalizers ?? []).length > 0;
}
