import type { Container } from '../api/objects.ts';
import { backOff, goDuration } from './back-off.ts';
import { whyNotCreated } from './container-start.ts';
import type { NodeImage, NodeImages } from './node-images.ts';
import type { PodProgress } from './pod-progress.ts';
import { imageOnNode, type Pull, pullImage } from './pull.ts';

/**
 * Gets a container's image onto the node and sees that the container can be made of it, for as long as that takes: what
 * fails is tried again and again. https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff
 */
export async function obtainImage(
  progress: PodProgress,
  node: NodeImages,
  container: Container,
): Promise<NodeImage> {
  const { book, times } = progress.parts;
  const { name, image: reference } = container;
  for (let failures = 0; ; failures++) {
    const pull = await tryPull(progress, node, container);
    if ('image' in pull) {
      const message = whyNotCreated(container, progress.pod, book.get(pull.image.digest));
      if (message === undefined) return pull.image;
      await hold(progress, name, { reason: 'CreateContainerConfigError', message }, message);
    } else {
      await hold(progress, name, pull, pull.reason);
      if (pull.reason === 'ErrImagePull')
        await holdBack(progress, name, `Back-off pulling image "${reference}"`);
    }
    await progress.pause(backOff(times.pullBackoffMs, failures), 'retry');
  }
}

/** Has a container wait, and says why in its status and in an Event. */
async function hold(
  progress: PodProgress,
  name: string,
  { reason, message }: { reason: string; message: string },
  error: string,
): Promise<void> {
  progress.tell(name, { type: 'Warning', reason: 'Failed', message: `Error: ${error}` });
  progress.set(name, { ...progress.run(name), state: { is: 'waiting', reason, message } });
  await progress.reported();
}

async function holdBack(progress: PodProgress, name: string, message: string): Promise<void> {
  progress.tell(name, { reason: 'BackOff', message });
  await hold(progress, name, { reason: 'ImagePullBackOff', message }, 'ImagePullBackOff');
}

/** Pulls the image, if the node lacks it, in the time that this takes. */
async function tryPull(progress: PodProgress, node: NodeImages, container: Container): Promise<Pull> {
  const { image: reference, name } = container;
  const { images, book, times } = progress.parts;
  if (!imageOnNode(container, node) && container.imagePullPolicy !== 'Never')
    progress.tell(name, { reason: 'Pulling', message: `Pulling image "${reference}"` });
  const pull = await progress.during(pullImage(container, node, images));
  if (!('image' in pull)) {
    const { reason, message } = pull;
    const failed = { reason: 'Failed', message: `Failed to pull image "${reference}": ${message}` };
    progress.tell(name, { type: 'Warning', ...(reason === 'ErrImagePull' ? failed : { reason, message }) });
    return pull;
  }
  if (pull.from === 'node') {
    const message = `Container image "${reference}" already present on machine`;
    progress.tell(name, { reason: 'Pulled', message });
    return pull;
  }
  const { repository, digest } = pull.image;
  const { pullMs = times.pullMs, bytes } = book.get(digest);
  const isThere = node.get(`${repository}@${digest}`) !== undefined;
  const ms = isThere ? 0 : pullMs;
  if (ms > 0) await progress.pause(ms, 'later');
  node.add(reference, pull.image);
  const took = goDuration(ms);
  const size = bytes === undefined ? '' : `. Image size: ${bytes} bytes.`;
  const message = `Successfully pulled image "${reference}" in ${took} (${took} including waiting)${size}`;
  progress.tell(name, { reason: 'Pulled', message });
  return pull;
}
