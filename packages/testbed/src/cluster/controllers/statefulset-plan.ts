/** What the StatefulSet controller sees of a pod. */
export interface PodFact {
  ordinal: number;
  revision: string;
  ready: boolean;
  /** Ready for as long as minReadySeconds asks. */
  available: boolean;
  /** Ended for good, or thrown off its node. */
  failed: boolean;
  terminating: boolean;
}

export interface StatefulSetFacts {
  replicas: number;
  strategy: 'RollingUpdate' | 'OnDelete';
  /** podManagementPolicy Parallel: creating and scaling down wait for no pod; a rolling update does. */
  parallel: boolean;
  /** Pods with a lower ordinal stay on the current revision. */
  partition: number;
  currentRevision: string;
  updateRevision: string;
  pods: readonly PodFact[];
}

/** What to do now, by ordinal; nothing: wait for a pod, or done. */
export interface StatefulSetStep {
  create: { ordinal: number; revision: string }[];
  delete: number[];
}

/**
 * The next step of a StatefulSet: missing pods are created from the lowest ordinal up, surplus and outdated ones
 * deleted from the highest down. With OrderedReady there is one step at a time, and each waits until all pods before it
 * are available. So a pod that never gets ready is not replaced when the template is fixed: somebody has to delete it.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#rolling-updates and #forced-rollback
 */
export function planStatefulSet(facts: StatefulSetFacts): StatefulSetStep {
  const { replicas, parallel, partition, currentRevision, updateRevision } = facts;
  const byOrdinal = new Map(facts.pods.map((pod) => [pod.ordinal, pod]));
  const step: StatefulSetStep = { create: [], delete: [] };

  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) step.create.push({ ordinal, revision: ordinal < partition ? currentRevision : updateRevision });
    else if (pod.failed && !pod.terminating) step.delete.push(ordinal);
    else if (parallel || (pod.available && !pod.terminating)) continue;
    if (!parallel) return step;
  }

  const condemned = facts.pods
    .filter(({ ordinal }) => ordinal >= replicas)
    .sort((a, b) => b.ordinal - a.ordinal);
  for (const pod of condemned) {
    if (!pod.terminating) step.delete.push(pod.ordinal);
    if (!parallel) return step;
  }

  if (facts.strategy === 'OnDelete') return step;
  for (let ordinal = replicas - 1; ordinal >= partition; ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (!pod || pod.terminating) return step;
    if (pod.revision !== updateRevision) return { ...step, delete: [...step.delete, ordinal] };
    if (!pod.ready) return step;
  }
  return step;
}

/**
 * The fields of a StatefulSet's status that its pods decide, in the pass that takes this step: the pods that it deletes
 * count already as terminating, those that it creates not yet. A count of zero is left out, as by a real server, except
 * for `replicas` and `availableReplicas`.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/#StatefulSetStatus
 */
export function statefulSetStatus(
  { strategy, pods, updateRevision, currentRevision }: StatefulSetFacts,
  step: StatefulSetStep = { create: [], delete: [] },
): Record<string, unknown> {
  const ready = pods.filter((pod) => pod.ready).length;
  const alive = pods.filter(({ terminating, ordinal }) => !terminating && !step.delete.includes(ordinal));
  const updated = alive.filter(({ revision }) => revision === updateRevision).length;
  const isComplete = strategy === 'RollingUpdate' && updated === pods.length && ready === pods.length;
  const revisionNow = isComplete ? updateRevision : currentRevision;
  const current = alive.filter(({ revision }) => revision === revisionNow).length;
  return {
    replicas: pods.length,
    ...(ready > 0 && { readyReplicas: ready }),
    ...(current > 0 && { currentReplicas: current }),
    ...(updated > 0 && { updatedReplicas: updated }),
    currentRevision: revisionNow,
    updateRevision,
    collisionCount: 0,
    availableReplicas: pods.filter((pod) => pod.available).length,
  };
}
