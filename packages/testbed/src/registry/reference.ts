/** An image reference in Docker's normal form. At least one of `tag` and `digest` is present. */
export interface Reference {
  /** Registry host with its port, if any: `docker.io`, `127.0.0.1:5000`. */
  host: string;
  /** Path of the repository within the host: `library/busybox`. */
  repository: string;
  tag?: string;
  digest?: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const TAG = /^\w[\w.-]{0,127}$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/;

/** Whether a text is a sha256 digest as a whole. */
export const isDigest = (text: string): boolean => DIGEST.test(text);

/**
 * Reads a reference as Docker and containerd do: `busybox` is `docker.io/library/busybox:latest`, and
 * `a.io/b:v1@sha256:…` has both a tag and a digest, of which the digest counts.
 * https://github.com/distribution/reference/blob/main/normalize.go
 *
 * It is the testbed's own parser on purpose: the commands' parser is held against it.
 *
 * @throws TypeError when the text is no reference.
 */
export function parseReference(text: string): Reference {
  const [name = '', digest, ...more] = text.split('@');
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasHost = /[.:A-Z]/.test(first) || first === 'localhost';
  const rest = hasHost ? name.slice(slash + 1) : name;
  const [path = '', tag, ...moreTags] = rest.split(':');
  const host = canonicalHost(hasHost ? first : 'docker.io');
  const repository = host === 'docker.io' && !path.includes('/') ? `library/${path}` : path;

  const wrong =
    more.length > 0 ||
    moreTags.length > 0 ||
    !REPOSITORY.test(repository) ||
    (tag !== undefined && !TAG.test(tag)) ||
    (digest !== undefined && !isDigest(digest));
  if (wrong) throw new TypeError(`not an image reference: ${text}`);
  if (digest !== undefined) return { host, repository, ...(tag !== undefined && { tag }), digest };
  return { host, repository, tag: tag ?? 'latest' };
}

/** Docker Hub is named `docker.io` in references and served by `registry-1.docker.io`: one host in the testbed. */
export function canonicalHost(host: string): string {
  return host === 'registry-1.docker.io' || host === 'index.docker.io' ? 'docker.io' : host;
}
