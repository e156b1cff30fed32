import { registryHost } from '@patch-notebook-sts/core/rows/reference';

/** Where an image is in Artifactory. */
export interface Place {
  /** `https://acme.jfrog.io/artifactory/`. */
  base: URL;
  /** The Docker repository's key. */
  key: string;
  /** Path of the image in it. */
  image: string;
}

/**
 * The place of an image (`acme.jfrog.io/docker-local/team/app`): by the path of its name, as Artifactory's repository
 * path method has it, unless server and key are given.
 * https://jfrog.com/help/r/jfrog-artifactory-documentation/the-repository-path-method-for-docker
 *
 * @param url the platform (`https://acme.jfrog.io`), or Artifactory itself where the URL has a path
 */
export function placeOf(repository: string, url: URL | undefined, key: string | undefined): Place {
  const host = registryHost(repository);
  const path = repository.slice(host.length + 1);
  const [first = '', ...rest] = path.split('/');
  const base = new URL(url ?? `https://${host}`);
  base.pathname = base.pathname === '/' ? '/artifactory/' : `${base.pathname.replace(/\/+$/, '')}/`;
  const byPath = rest.length > 0 && (key === undefined || key === first);
  return byPath ? { base, key: first, image: rest.join('/') } : { base, key: key ?? '', image: path };
}

/** The Docker API: `reference` is a tag or a digest. */
export const manifestUrl = ({ base, key, image }: Place, reference: string): URL =>
  new URL(`api/docker/${key}/v2/${image}/manifests/${reference}`, base);

export const tagsUrl = ({ base, key, image }: Place): URL =>
  new URL(`api/docker/${key}/v2/${image}/tags/list`, base);

/** The files that hold a tag's manifest; the list first, for its platforms' manifests are stored elsewhere. */
export const MANIFEST_FILES = ['list.manifest.json', 'manifest.json'] as const;

/** File information, with checksums: https://jfrog.com/help/r/jfrog-rest-apis/file-info */
export const storageUrl = ({ base, key, image }: Place, tag: string, file: string): URL =>
  new URL(`api/storage/${key}/${image}/${tag}/${file}`, base);

/** The file itself. */
export const fileUrl = ({ base, key, image }: Place, tag: string, file: string): URL =>
  new URL(`${key}/${image}/${tag}/${file}`, base);

/** Makes the cache of a remote repository expire: https://jfrog.com/help/r/jfrog-rest-apis/zap-cache */
export function zapUrl({ base, key, image }: Place, tag: string): URL {
  const cache = key.endsWith('-cache') ? key : `${key}-cache`;
  return new URL(`api/zap/${cache}/${image}/${tag}`, base);
}
