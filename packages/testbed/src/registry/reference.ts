import { parseReference as parse } from '@patch-notebook-sts/core/rows/reference';

/** An image reference in Docker's normal form. At least one of `tag` and `digest` is present. */
export interface Reference {
  /** Registry host with its port, if any: `docker.io`, `127.0.0.1:5000`. */
  host: string;
  /** Path of the repository within the host: `library/busybox`. */
  repository: string;
  tag?: string;
  digest?: string;
}

/** Parses a reference as the commands do. @throws TypeError if the text is not a reference */
export function parseReference(text: string): Reference {
  const reference = parse(text);
  if (reference === undefined) throw new TypeError(`not an image reference: ${text}`);
  const { repository, ...rest } = reference;
  const slash = repository.indexOf('/');
  return {
    host: canonicalHost(repository.slice(0, slash)),
    repository: repository.slice(slash + 1),
    ...rest,
  };
}

/** Docker Hub is named `docker.io` in references and served by `registry-1.docker.io`: one host in the testbed. */
export function canonicalHost(host: string): string {
  return host === 'registry-1.docker.io' || host === 'index.docker.io' ? 'docker.io' : host;
}
