import { normalForm, parseImageName } from '../api/image-name.ts';
import type { Pod } from '../api/objects.ts';

/** Where the nodes pull from: the embedded registry. */
export interface ImageSource {
  /**
   * The image that a reference names at this moment.
   *
   * @param reference in normal form: `docker.io/library/busybox:latest` or `repository@sha256:…`
   * @returns undefined when there is no such image. A rejection counts as a failed pull.
   */
  resolve(reference: string): Promise<{ digest: string; configDigest: string } | undefined>;
}

/** An image on a node's disk. */
export interface NodeImage {
  repository: string;
  /** Of the manifest or index that was asked for. */
  digest: string;
  /** Of the image's config, the "image id" of the runtime; undefined as long as nobody knows it. */
  configDigest?: string;
}

/** The images that one node has pulled, and the references by which it knows them. */
export class NodeImages {
  #byReference = new Map<string, NodeImage>();
  #failures = new Map<string, string>();

  get(reference: string): NodeImage | undefined {
    return this.#byReference.get(normalForm(reference));
  }

  /** Makes pulls of a digest fail from now on, in these words. */
  fail(digest: string, words: string): void {
    this.#failures.set(digest, words);
  }

  /** Why this node can't pull a digest, if it can't. */
  whyNot(digest: string): string | undefined {
    return this.#failures.get(digest);
  }

  /** Keeps a pulled image. The reference moves away from the image that had it before, which stays on disk. */
  add(reference: string, image: NodeImage): void {
    this.#byReference.set(normalForm(reference), image);
    this.#byReference.set(`${image.repository}@${image.digest}`, image);
  }

  /**
   * The name that the runtime reports for a container's image, which is looked up by image id: the reference of the
   * spec if it still points to that image, else any tag that does, else the bare image id.
   */
  reportedName(specReference: string, { digest, configDigest }: NodeImage): string {
    const isSame = (image: NodeImage | undefined) =>
      image !== undefined &&
      (image.digest === digest || (configDigest !== undefined && image.configDigest === configDigest));
    const own = normalForm(specReference);
    if (parseImageName(own).tag !== undefined && isSame(this.#byReference.get(own))) return own;
    for (const [reference, image] of this.#byReference) {
      if (!reference.includes('@') && isSame(image)) return reference;
    }
    return configDigest ?? `${own}`;
  }

  /** Remembers what the containers of a running pod show to be on the node. */
  learn(pod: Pod): void {
    for (const { name, image, imageID } of pod.status.containerStatuses ?? []) {
      const [repository, digest] = imageID.split('@', 2);
      const container = pod.spec.containers.find((other) => other.name === name);
      if (!repository || !digest || !container) continue;
      const byId = image.startsWith('sha256:');
      const known = this.get(imageID)?.configDigest;
      const learnt = { repository, digest, configDigest: byId ? image : known };
      // a bare id says that the container's tag has moved on, so the tag is not this image's any more
      this.add(byId ? imageID : image, learnt);
    }
  }
}
