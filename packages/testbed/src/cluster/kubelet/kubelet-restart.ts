import type { ContainerStatus, Pod } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import type { ImageSource } from './node-images.ts';
import type { Nodes } from './nodes.ts';

/**
 * Restarts the kubelet of every node: they read the names of all containers' images again, which by now may have moved
 * to other images. https://github.com/kubernetes/kubernetes/issues/51017
 */
export async function restartKubelets(store: Store, nodes: Nodes, images: ImageSource): Promise<void> {
  for (const pod of store.list('pods')) {
    const { containerStatuses } = pod.status;
    if (!containerStatuses) continue;
    const renamed = await Promise.all(containerStatuses.map((one) => renamedStatus(pod, one, nodes, images)));
    const now = store.get('pods', keyOf(pod.metadata.namespace, pod.metadata.name));
    // one that changed meanwhile has been read again anyway
    if (now === pod) store.put('pods', { ...pod, status: { ...pod.status, containerStatuses: renamed } });
  }
}

async function renamedStatus(
  pod: Pod,
  status: ContainerStatus,
  nodes: Nodes,
  images: ImageSource,
): Promise<ContainerStatus> {
  const [repository = '', digest] = status.imageID.split('@', 2);
  const container = pod.spec.containers.find(({ name }) => name === status.name);
  if (digest === undefined || !container || !pod.spec.nodeName) return status;
  const node = nodes.images(pod.spec.nodeName);
  const known = node.get(status.imageID)?.configDigest;
  const configDigest = known ?? (await images.resolve(status.imageID).catch(() => undefined))?.configDigest;
  return { ...status, image: node.reportedName(container.image, { repository, digest, configDigest }) };
}
