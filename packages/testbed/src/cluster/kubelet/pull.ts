import { normalForm, parseImageName } from '../api/image-name.ts';
import type { Container } from '../api/objects.ts';
import { defaultPullPolicy } from '../api/pod-defaults.ts';
import type { ImageSource, NodeImage, NodeImages } from './node-images.ts';

/** What came of getting the image of a container onto a node: the image, or why the container has to wait. */
export type Pull = { image: NodeImage } | { reason: string; message: string };

/**
 * Gets a container's image as its pull policy says: `Always` asks the registry each time, `IfNotPresent` only when the
 * node lacks the reference, `Never` not at all. A digest that is on the node needs no registry.
 * https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
 */
export async function pullImage(container: Container, node: NodeImages, images: ImageSource): Promise<Pull> {
  const { image: reference } = container;
  const policy = container.imagePullPolicy ?? defaultPullPolicy(reference);
  const { repository, digest } = parseImageName(reference);
  const cached = node.get(reference);
  if (cached && (policy !== 'Always' || digest !== undefined)) return { image: cached };
  if (policy === 'Never') {
    const message = `Container image "${reference}" is not present with pull policy of Never`;
    return { reason: 'ErrImageNeverPull', message };
  }
  const found = await images.resolve(normalForm(reference)).catch(() => undefined);
  if (!found) return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${reference}"` };
  const image = { repository, ...found };
  node.add(reference, image);
  return { image };
}
