import type { KubeObject, Pod, PodTemplate } from '../api/objects.ts';
import { controllerReference } from '../api/objects.ts';
import { BLANK_IDENTITY } from '../api/store.ts';

const TOLERATIONS = ['not-ready', 'unreachable'].map((taint) => ({
  effect: 'NoExecute',
  key: `node.kubernetes.io/${taint}`,
  operator: 'Exists',
  tolerationSeconds: 300,
}));

interface Naming {
  name: string;
  /** Labels that the controller adds to those of the template. */
  labels: Record<string, string>;
  /** Fields that the controller adds to the spec of the template. */
  spec?: Record<string, unknown>;
}

/**
 * The pod that a controller makes of its template: metadata and spec come from the template, and a fresh pod is
 * Pending and not yet on a node. https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
 */
export function newPod(owner: KubeObject, template: PodTemplate, { name, labels, spec }: Naming): Pod {
  const { labels: templateLabels, annotations } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      ...BLANK_IDENTITY,
      labels: { ...templateLabels, ...labels },
      ...(annotations && { annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: {
      tolerations: TOLERATIONS,
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      ...template.spec,
      ...spec,
    },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
}

/**
 * Whether the API server would take the pod's labels: a long workload name plus a revision hash can be over 63
 * characters. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function hasValidLabels(pod: Pod): boolean {
  return Object.values(pod.metadata.labels ?? {}).every((value) => value.length <= 63);
}
