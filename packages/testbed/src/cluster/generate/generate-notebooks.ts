import { controllerReference, type KubeObject, type Notebook, type StatefulSet } from '../api/objects.ts';
import { withDefaults } from '../api/pod-defaults.ts';
import { hash, identity, STARTED } from './generated-identity.ts';
import { generatedPod, NODES } from './generated-pod.ts';
import { container, type GeneratedImage, volumes } from './generated-spec.ts';
import { namespaceObject } from './load-capture.ts';

export interface GenerateOptions {
  count: number;
  /** The image of the notebook with this index, from 0. The last one on a node decides where a tag points there. */
  image: (index: number) => GeneratedImage;
  /** How many namespaces they are spread over; default: one per four notebooks. */
  namespaces?: number;
  /** The nodes that they run on; default: ten. */
  nodes?: readonly string[];
}

/**
 * Makes notebooks as Kubeflow would have them running, the same ones each time: for each a Notebook, the StatefulSet
 * that it controls, and its ready pod of 4 to 6 KB with 25 environment variables.
 *
 * @returns objects to load into a cluster, namespaces (`user-0001`, …) included; names are `notebook-00001`, …
 */
export function generateNotebooks({
  count,
  image,
  namespaces = Math.ceil(count / 4),
  nodes = NODES,
}: GenerateOptions): KubeObject[] {
  const names = Array.from(
    { length: namespaces },
    (_, index) => `user-${String(index + 1).padStart(4, '0')}`,
  );
  const notebooks = Array.from({ length: count }, (_, index) =>
    generateNotebook(index, names[index % namespaces] ?? '', image(index), nodes),
  );
  return [...names.map(namespaceObject), ...notebooks.flat()];
}

function generateNotebook(
  index: number,
  namespace: string,
  image: GeneratedImage,
  nodes: readonly string[],
): KubeObject[] {
  const name = `notebook-${String(index + 1).padStart(5, '0')}`;
  const notebook: Notebook = {
    apiVersion: 'kubeflow.org/v1',
    kind: 'Notebook',
    metadata: {
      annotations: {
        'notebooks.kubeflow.org/last-activity': STARTED,
        'notebooks.kubeflow.org/last_activity_check_timestamp': STARTED,
        'notebooks.kubeflow.org/server-type': 'jupyter',
      },
      ...identity('notebook', namespace, name, index),
      generation: 1,
      labels: { app: name },
    },
    spec: { template: { spec: { containers: [container(name, namespace, image)], volumes: volumes(name) } } },
  };
  const set = statefulSet(notebook, index);
  return [notebook, set, generatedPod(set, image, index, nodes)];
}

function statefulSet(notebook: Notebook, index: number): StatefulSet {
  const { name, namespace = '' } = notebook.metadata;
  const labels = { app: name, 'notebook-name': name, statefulset: name };
  const template = {
    metadata: { creationTimestamp: null, labels },
    spec: withDefaults(notebook.spec.template.spec),
  };
  const revision = `${name}-${hash(name).slice(0, 10)}`;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      ...identity('statefulset', namespace, name, index),
      generation: 1,
      ownerReferences: [controllerReference(notebook)],
    },
    spec: {
      podManagementPolicy: 'OrderedReady',
      replicas: 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { statefulset: name } },
      serviceName: name,
      template,
      updateStrategy: { rollingUpdate: { partition: 0 }, type: 'RollingUpdate' },
    },
    status: {
      availableReplicas: 1,
      collisionCount: 0,
      currentReplicas: 1,
      currentRevision: revision,
      observedGeneration: 1,
      readyReplicas: 1,
      replicas: 1,
      updateRevision: revision,
      updatedReplicas: 1,
    },
  };
}
