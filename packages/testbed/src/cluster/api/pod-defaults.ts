import { parseImageName } from './image-name.ts';
import type { Container, PodSpec } from './objects.ts';

/**
 * A pod spec with the fields that the API server fills in.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec
 */
export function withDefaults(spec: PodSpec): PodSpec {
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    containers: spec.containers.map(containerWithDefaults),
  };
}

function containerWithDefaults(container: Container): Container {
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: defaultPullPolicy(container.image),
    ...container,
  };
}

/** The pull policy of a container that names none. */
export function defaultPullPolicy(reference: string): string {
  return parseImageName(reference).tag === 'latest' ? 'Always' : 'IfNotPresent';
}
