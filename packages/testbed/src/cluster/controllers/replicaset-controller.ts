import { deletePod } from '../api/deletion.ts';
import { isReady, isTerminating, type ReplicaSet } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import { newPod } from './new-pod.ts';
import { randomSuffix } from './revision.ts';

/**
 * Keeps as many pods as the ReplicaSet wants, and its status. Terminating pods don't count, and of surplus pods those
 * that are not ready go first. https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 */
export function reconcileReplicaSet(store: Store, set: ReplicaSet): void {
  const { name, namespace, uid, generation } = set.metadata;
  const { replicas, template } = set.spec;
  const pods = activePods(store, uid);
  for (let missing = replicas - pods.length; missing > 0; missing--) {
    store.put('pods', newPod(set, template, { name: `${name}-${randomSuffix()}`, labels: {} }));
  }
  const unreadyFirst = pods.toSorted((a, b) => Number(isReady(a)) - Number(isReady(b)));
  for (const pod of unreadyFirst.slice(0, Math.max(0, pods.length - replicas))) {
    deletePod(store, keyOf(namespace, pod.metadata.name));
  }

  const now = activePods(store, uid);
  const ready = now.filter(isReady).length;
  const status = {
    replicas: now.length,
    ...(now.length > 0 && { fullyLabeledReplicas: now.length }),
    ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
    observedGeneration: generation,
  };
  store.put('replicasets', { ...set, status });
}

function activePods(store: Store, uid: string) {
  return store.ownedBy(uid, 'pods').filter((pod) => !isTerminating(pod));
}
