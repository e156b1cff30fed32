import { normalForm, parseImageName } from '../api/image-name.ts';
import type { Container } from '../api/objects.ts';
import { defaultPullPolicy } from '../api/pod-defaults.ts';
import type { ImageSource, NodeImage, NodeImages } from './node-images.ts';

/** What came of getting the image of a container onto a node: the image, or why the container has to wait. */
export type Pull =
  | { image: NodeImage; from: 'node' | 'registry' }
  | { reason: 'ErrImagePull' | 'ErrImageNeverPull'; message: string };

/**
 * Gets a container's image as its pull policy says: `Always` asks the registry each time, `IfNotPresent` only when the
 * node lacks the reference, `Never` not at all. A digest that is on the node needs no registry.
 * https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
 */
export async function pullImage(container: Container, node: NodeImages, images: ImageSource): Promise<Pull> {
  const { image: reference } = container;
  const cached = imageOnNode(container, node);
  if (cached) return { image: cached, from: 'node' };
  if (policyOf(container) === 'Never') {
    const message = `Container image "${reference}" is not present with pull policy of Never`;
    return { reason: 'ErrImageNeverPull', message };
  }
  const found = await images.resolve(normalForm(reference)).catch(asError);
  if (found === undefined || found instanceof Error)
    return { reason: 'ErrImagePull', message: whyNotPulled(reference, found) };
  const words = node.whyNot(found.digest);
  if (words !== undefined) {
    const message = `failed to pull and unpack image "${normalForm(reference)}": ${words}`;
    return { reason: 'ErrImagePull', message };
  }
  return { image: { repository: parseImageName(reference).repository, ...found }, from: 'registry' };
}

/** The image on the node that a container may run without asking the registry. */
export function imageOnNode(container: Container, node: NodeImages): NodeImage | undefined {
  const cached = node.get(container.image);
  const isPinned = parseImageName(container.image).digest !== undefined;
  return isPinned || policyOf(container) !== 'Always' ? cached : undefined;
}

function policyOf({ image, imagePullPolicy }: Container): string {
  return imagePullPolicy ?? defaultPullPolicy(image);
}

/** The words of containerd: that the registry doesn't have it, or how the request for it failed. */
function whyNotPulled(reference: string, error: Error | undefined): string {
  const name = normalForm(reference);
  const failed = `failed to pull and unpack image "${name}": failed to resolve reference "${name}"`;
  if (!error) return `rpc error: code = NotFound desc = ${failed}: ${name}: not found`;
  const { repository, tag, digest } = parseImageName(reference);
  const [host = '', ...path] = repository.split('/');
  const url = `https://${host}/v2/${path.join('/')}/manifests/${digest ?? tag}`;
  return `rpc error: code = Unknown desc = ${failed}: failed to do request: Head "${url}": ${error.message}`;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
