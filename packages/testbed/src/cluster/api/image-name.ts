/** An image reference in its normal form. */
export interface ImageName {
  /** With registry host and namespace: `docker.io/library/busybox`. */
  repository: string;
  tag?: string;
  digest?: string;
}

/**
 * Reads a reference as the container runtime does: Docker Hub and `latest` are the defaults, and a digest beats a tag.
 * https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export function parseImageName(reference: string): ImageName {
  const [name = '', digest] = reference.split('@', 2);
  const colon = name.lastIndexOf(':');
  const tagged = colon > name.lastIndexOf('/');
  const repository = normalRepository(tagged ? name.slice(0, colon) : name);
  if (digest !== undefined) return { repository, digest };
  return { repository, tag: tagged ? name.slice(colon + 1) : 'latest' };
}

function normalRepository(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `docker.io/library/${name}`;
  const isHost = first.includes('.') || first.includes(':') || first === 'localhost';
  return isHost ? name : `docker.io/${name}`;
}

/** `repository:tag`, or `repository@digest`. */
export function normalForm(reference: string): string {
  const { repository, tag, digest } = parseImageName(reference);
  return digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`;
}
