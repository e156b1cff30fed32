import type { Condition, Deployment, ReplicaSet } from '../api/objects.ts';

/**
 * The status of a Deployment, from its ReplicaSets.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 */
export function deploymentStatus(
  deployment: Deployment,
  current: ReplicaSet,
  old: ReplicaSet[],
  minAvailable: number,
  now: string,
) {
  const all = [current, ...old];
  const replicas = all.reduce((total, { status }) => total + status.replicas, 0);
  const ready = all.reduce((total, { status }) => total + (status.readyReplicas ?? 0), 0);
  const updated = current.status.replicas;
  const wanted = deployment.spec.replicas;
  const complete = updated === wanted && replicas === wanted && ready === wanted;
  const quoted = `ReplicaSet "${current.metadata.name}"`;
  return {
    observedGeneration: deployment.metadata.generation,
    ...(replicas > 0 && { replicas }),
    ...(updated > 0 && { updatedReplicas: updated }),
    ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
    ...(wanted > ready && { unavailableReplicas: wanted - ready }),
    conditions: [
      ready >= minAvailable
        ? condition(
            deployment,
            now,
            'Available',
            'True',
            'MinimumReplicasAvailable',
            'Deployment has minimum availability.',
          )
        : condition(
            deployment,
            now,
            'Available',
            'False',
            'MinimumReplicasUnavailable',
            'Deployment does not have minimum availability.',
          ),
      complete
        ? condition(
            deployment,
            now,
            'Progressing',
            'True',
            'NewReplicaSetAvailable',
            `${quoted} has successfully progressed.`,
          )
        : condition(deployment, now, 'Progressing', 'True', 'ReplicaSetUpdated', `${quoted} is progressing.`),
    ],
  };
}

function condition(
  deployment: Deployment,
  now: string,
  type: string,
  status: string,
  reason: string,
  message: string,
): Condition {
  const before = deployment.status?.conditions?.find((other) => other.type === type);
  if (before?.status === status && before.message === message) return before;
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
  return { type, status, reason, message, lastUpdateTime: now, lastTransitionTime };
}
