import { controllerReference, type Deployment, type KubeObject, type Pod } from '../cluster/api/objects.ts';

/**
 * Recorded objects as a cluster can go on with them: what was cut from pods comes from the template of their workload,
 * and the ReplicaSets, which were not recorded, from their pods.
 */
export function asLoaded(recorded: readonly KubeObject[]): KubeObject[] {
  const workload = recorded.find(({ kind }) => ['StatefulSet', 'DaemonSet', 'Deployment'].includes(kind));
  const template = (workload as Deployment | undefined)?.spec.template;
  const objects = recorded.map((object) => {
    if (object.kind !== 'Pod') return object;
    const pod = object as Pod;
    const spec = { ...template?.spec, ...pod.spec };
    return { ...pod, spec: { ...spec, containers: template?.spec.containers ?? pod.spec.containers } };
  });
  if (workload?.kind !== 'Deployment') return objects;
  const pods = objects.filter((object): object is Pod => object.kind === 'Pod');
  return [...objects, replicaSet(workload as Deployment, pods)];
}

function replicaSet(deployment: Deployment, pods: readonly Pod[]): KubeObject {
  const owner = pods[0]?.metadata.ownerReferences?.[0];
  const hash = { 'pod-template-hash': pods[0]?.metadata.labels?.['pod-template-hash'] ?? '' };
  const { template, selector, replicas } = deployment.spec;
  const { namespace, annotations } = deployment.metadata;
  const labels = { ...template.metadata?.labels, ...hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: owner?.name ?? '',
      namespace,
      uid: owner?.uid ?? '',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: deployment.metadata.creationTimestamp,
      labels,
      annotations: { ...annotations },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { ...selector.matchLabels, ...hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 },
  };
}
