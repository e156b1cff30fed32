import type { Condition, Deployment, ReplicaSet } from '../api/objects.ts';

/**
 * The status of a Deployment, from its ReplicaSets.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 *
 * @param current the ReplicaSet of its present template; undefined as long as there is none
 */
export function deploymentStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: ReplicaSet[],
  minAvailable: number,
  now: string,
) {
  const all = current ? [current, ...old] : old;
  const sum = (count: (set: ReplicaSet) => number | undefined) =>
    all.reduce((total, set) => total + (count(set) ?? 0), 0);
  const replicas = sum(({ status }) => status.replicas);
  const ready = sum(({ status }) => status.readyReplicas);
  const available = sum(({ status }) => status.availableReplicas);
  const updated = current?.status.replicas ?? 0;
  const unavailable = Math.max(0, sum(({ spec }) => spec.replicas) - available);
  const wanted = deployment.spec.replicas;
  const isComplete = updated === wanted && replicas === wanted && available === wanted;
  const failures = all.flatMap(({ status }) => status.conditions ?? []);
  return {
    observedGeneration: deployment.metadata.generation,
    ...(replicas > 0 && { replicas }),
    ...(updated > 0 && { updatedReplicas: updated }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    ...(unavailable > 0 && { unavailableReplicas: unavailable }),
    conditions: [
      condition(deployment, now, available >= minAvailable ? AVAILABLE : UNAVAILABLE),
      condition(deployment, now, progress(deployment, current, isComplete)),
      ...failures.slice(0, 1),
    ],
  };
}

type Said = Pick<Condition, 'type' | 'status'> & { reason: unknown; message: unknown };

const AVAILABLE: Said = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
};
const UNAVAILABLE: Said = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
};

function progress({ spec, status }: Deployment, current: ReplicaSet | undefined, isComplete: boolean): Said {
  const type = 'Progressing';
  const before = status?.conditions?.find((one) => one.type === type);
  const said = (reason: string, message: string) => ({ type, status: 'True', reason, message });
  if (spec.paused)
    return { type, status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' };
  // Recreate waits for old pods to go, and says what it has said before
  if (!current) return { type, status: 'True', reason: before?.reason, message: before?.message };
  const quoted = `ReplicaSet "${current.metadata.name}"`;
  if (isComplete) return said('NewReplicaSetAvailable', `${quoted} has successfully progressed.`);
  if (current.status.replicas === 0)
    return said('NewReplicaSetCreated', `Created new replica set "${current.metadata.name}"`);
  return said('ReplicaSetUpdated', `${quoted} is progressing.`);
}

function condition(deployment: Deployment, now: string, { type, status, reason, message }: Said): Condition {
  const before = deployment.status?.conditions?.find((other) => other.type === type);
  if (before?.status === status && before.message === message) return before;
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
  return { type, status, reason, message, lastUpdateTime: now, lastTransitionTime };
}
