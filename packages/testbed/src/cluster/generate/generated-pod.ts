import { managedFields } from '../api/managed-fields.ts';
import type { Pod, StatefulSet } from '../api/objects.ts';
import { newPod } from '../controllers/new-pod.ts';
import type { ContainerRun } from '../kubelet/container-run.ts';
import { pickNode } from '../kubelet/nodes.ts';
import { podStatus } from '../kubelet/pod-status.ts';
import { hash, identity, STARTED } from './generated-identity.ts';
import type { GeneratedImage } from './generated-spec.ts';

/** Where generated pods run, unless told otherwise. */
export const NODES: readonly string[] = Array.from({ length: 10 }, (_, index) => `node${index + 1}`);

/** The ready pod of a generated StatefulSet with one container. */
export function generatedPod(
  set: StatefulSet,
  { repository, digest }: GeneratedImage,
  index: number,
  nodes: readonly string[],
): Pod {
  const { namespace = '', name } = set.metadata;
  const podName = `${name}-0`;
  const [only] = set.spec.template.spec.containers;
  const fresh = newPod(set, set.spec.template, {
    name: podName,
    labels: {
      'controller-revision-hash': set.status.updateRevision ?? '',
      'statefulset.kubernetes.io/pod-name': podName,
    },
    spec: { hostname: podName, subdomain: name, nodeName: pickNode(nodes, namespace, podName) },
  });
  const running: ContainerRun = {
    state: { is: 'running', startedAt: STARTED, ready: true },
    restartCount: 0,
    image: {
      name: only?.image ?? '',
      imageID: `${repository}@${digest}`,
      containerID: `containerd://${hash(podName)}`,
    },
  };
  const podIP = `10.250.${(index >> 8) & 255}.${index & 255}`;
  const at = { hostIP: '192.0.2.2', podIP, startTime: STARTED };
  const metadata = {
    ...fresh.metadata,
    ...identity('pod', namespace, podName, index),
    managedFields: managedFields(fresh),
  };
  const status = podStatus(fresh, new Map([[name, running]]), at, STARTED);
  return { ...fresh, metadata, status };
}
