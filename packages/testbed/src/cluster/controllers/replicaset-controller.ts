import { type Condition, isFinished, isReady, isTerminating, type ReplicaSet } from '../api/objects.ts';
import { nextAvailable, untilAvailable } from './availability.ts';
import type { Again, ControllerContext } from './context.ts';
import { newPod } from './new-pod.ts';
import { randomSuffix } from './revision.ts';

/**
 * Keeps as many pods as the ReplicaSet wants, and its status, which counts them as they were before. Terminating and
 * finished pods don't count, and of surplus pods those that are not ready go first.
 * https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 */
export function reconcileReplicaSet({ store, pods: control }: ControllerContext, set: ReplicaSet): Again {
  const { name, uid, generation } = set.metadata;
  const { replicas, template, minReadySeconds = 0 } = set.spec;
  const pods = store.ownedBy(uid, 'pods').filter((pod) => !isTerminating(pod) && !isFinished(pod));
  let error: string | undefined;
  for (let missing = replicas - pods.length; missing > 0 && error === undefined; missing--)
    error = control.create(set, newPod(set, template, { name: `${name}-${randomSuffix()}`, labels: {} }));
  const unreadyFirst = pods.toSorted((a, b) => Number(isReady(a)) - Number(isReady(b)));
  for (const pod of unreadyFirst.slice(0, Math.max(0, pods.length - replicas))) control.delete(set, pod);

  const waits = pods.map((pod) => untilAvailable(pod, minReadySeconds, store.nowMs()));
  const ready = pods.filter(isReady).length;
  const available = waits.filter((ms) => ms === 0).length;
  const status = {
    replicas: pods.length,
    ...(pods.length > 0 && { fullyLabeledReplicas: pods.length }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    observedGeneration: generation,
    ...(error !== undefined && { conditions: [failure(set, error, store.now())] }),
  };
  store.put('replicasets', { ...set, status });
  return { failed: error !== undefined, afterMs: nextAvailable(waits) };
}

/**
 * The condition keeps the words of the first failure: those of each new one name another pod.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment
 */
function failure({ status }: ReplicaSet, message: string, now: string): Condition {
  const before = status.conditions?.find(({ type }) => type === 'ReplicaFailure');
  if (before) return before;
  return { type: 'ReplicaFailure', status: 'True', lastTransitionTime: now, reason: 'FailedCreate', message };
}
