/** What the StatefulSet controller sees of a pod. */
export interface PodFact {
  ordinal: number;
  revision: string;
  ready: boolean;
  terminating: boolean;
}

export interface StatefulSetFacts {
  replicas: number;
  strategy: 'RollingUpdate' | 'OnDelete';
  /** Pods with a lower ordinal stay on the current revision. */
  partition: number;
  currentRevision: string;
  updateRevision: string;
  pods: readonly PodFact[];
}

/** The one thing to do now; undefined: wait for a pod, or done. */
export type StatefulSetStep = { create: number; revision: string } | { delete: number } | undefined;

/**
 * The next step of a StatefulSet whose pods are managed in order (OrderedReady): missing pods are created from the
 * lowest ordinal up, surplus and outdated ones deleted from the highest down, and each step waits until all pods
 * before it are running and ready. So a pod that never gets ready is not replaced when the template is fixed:
 * somebody has to delete it.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#rolling-updates and #forced-rollback
 */
export function planStatefulSet(facts: StatefulSetFacts): StatefulSetStep {
  const { replicas, partition, currentRevision, updateRevision } = facts;
  const byOrdinal = new Map(facts.pods.map((pod) => [pod.ordinal, pod]));

  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) return { create: ordinal, revision: ordinal < partition ? currentRevision : updateRevision };
    if (pod.terminating || !pod.ready) return undefined;
  }

  const condemned = facts.pods.filter(({ ordinal }) => ordinal >= replicas);
  const last = condemned.reduce<PodFact | undefined>(
    (a, b) => (a && a.ordinal > b.ordinal ? a : b),
    undefined,
  );
  if (last) return last.terminating ? undefined : { delete: last.ordinal };

  if (facts.strategy === 'OnDelete') return undefined;
  for (let ordinal = replicas - 1; ordinal >= partition; ordinal--) {
    if (byOrdinal.get(ordinal)?.revision !== updateRevision) return { delete: ordinal };
  }
  return undefined;
}

/**
 * The fields of a StatefulSet's status that its pods decide. A count of zero is left out, as by a real server, except
 * for `replicas` and `availableReplicas`.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/#StatefulSetStatus
 */
export function statefulSetStatus(facts: StatefulSetFacts): Record<string, unknown> {
  const { replicas, strategy, pods, updateRevision } = facts;
  const ready = pods.filter((pod) => pod.ready).length;
  const alive = pods.filter((pod) => !pod.terminating);
  const updated = alive.filter(({ revision }) => revision === updateRevision).length;
  const complete =
    strategy === 'RollingUpdate' && updated === replicas && ready === replicas && pods.length === replicas;
  const currentRevision = complete ? updateRevision : facts.currentRevision;
  const current = alive.filter(({ revision }) => revision === currentRevision).length;
  return {
    replicas: pods.length,
    ...(ready > 0 && { readyReplicas: ready }),
    ...(current > 0 && { currentReplicas: current }),
    ...(updated > 0 && { updatedReplicas: updated }),
    currentRevision,
    updateRevision,
    collisionCount: 0,
    availableReplicas: ready,
  };
}
