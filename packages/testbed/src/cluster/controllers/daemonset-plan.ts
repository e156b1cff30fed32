/** What the DaemonSet controller sees of a pod. */
export interface DaemonPodFact {
  name: string;
  node: string;
  revision: string;
  ready: boolean;
  /** Ready for as long as minReadySeconds asks. */
  available: boolean;
  terminating: boolean;
}

export interface DaemonSetFacts {
  nodes: readonly string[];
  strategy: 'RollingUpdate' | 'OnDelete';
  maxUnavailable: number;
  updateRevision: string;
  pods: readonly DaemonPodFact[];
}

/** What to do now: nodes that need a pod, and pods to delete, by name. */
export interface DaemonSetStep {
  create: string[];
  delete: string[];
}

/**
 * The next step of a DaemonSet: a pod on each node that has none, and in a rolling update as many outdated pods
 * deleted as maxUnavailable allows; those that are not available cost nothing.
 * https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
 */
export function planDaemonSet({
  nodes,
  strategy,
  maxUnavailable,
  updateRevision,
  pods,
}: DaemonSetFacts): DaemonSetStep {
  const create = nodes.filter((node) => !pods.some((pod) => pod.node === node));
  if (strategy === 'OnDelete') return { create, delete: [] };
  const outdated = pods.filter((pod) => pod.revision !== updateRevision && !pod.terminating);
  const unavailable = outdated.filter((pod) => !pod.available);
  const serving = pods.filter((pod) => pod.available && !pod.terminating).length;
  const budget = Math.max(0, maxUnavailable - (nodes.length - serving));
  const next = outdated.filter((pod) => pod.available).slice(0, budget);
  return { create, delete: [...unavailable, ...next].map(({ name }) => name) };
}

/**
 * The counts of a DaemonSet's status: of nodes, by the pod that they have, even if it is terminating.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/#DaemonSetStatus
 */
export function daemonSetStatus({ nodes, pods, updateRevision }: DaemonSetFacts): Record<string, number> {
  const ready = pods.filter((pod) => pod.ready).length;
  const available = pods.filter((pod) => pod.available).length;
  const updated = pods.filter(({ revision }) => revision === updateRevision).length;
  const unavailable = nodes.length - available;
  return {
    currentNumberScheduled: pods.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: nodes.length,
    numberReady: ready,
    ...(updated > 0 && { updatedNumberScheduled: updated }),
    ...(available > 0 && { numberAvailable: available }),
    ...(unavailable > 0 && { numberUnavailable: unavailable }),
  };
}
