import type { Pod } from './objects.ts';

/**
 * Who manages which field of a generated pod, in the layout of a real server's: a third of what a list of pods weighs.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function managedFields({ metadata, spec }: Pod): unknown[] {
  const entry = (manager: string, fieldsV1: unknown, subresource?: string) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: metadata.creationTimestamp,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource && { subresource }),
  });
  const containers = spec.containers.map((container) => [
    `k:{"name":"${container.name}"}`,
    fieldsOf(container),
  ]);
  const owners = { '.': {} };
  const made = {
    'f:metadata': {
      'f:generateName': {},
      'f:labels': fieldsOf(metadata.labels ?? {}),
      'f:ownerReferences': owners,
    },
    'f:spec': { ...fieldsOf(spec), 'f:containers': Object.fromEntries(containers) },
  };
  const conditions = ['ContainersReady', 'Initialized', 'Ready'].map((type) => [
    `k:{"type":"${type}"}`,
    fieldsOf({ lastProbeTime: null, lastTransitionTime: null, status: null, type: null }),
  ]);
  const reported = {
    'f:conditions': Object.fromEntries(conditions),
    ...fieldsOf({ containerStatuses: null, hostIP: null, phase: null, podIP: null, startTime: null }),
  };
  return [entry('kube-controller-manager', made), entry('kubelet', { 'f:status': reported }, 'status')];
}

function fieldsOf(fields: object): Record<string, object> {
  return Object.fromEntries(
    ['.', ...Object.keys(fields).map((name) => `f:${name}`)].map((name) => [name, {}]),
  );
}
