import { hostUrl } from '../http/host-url.ts';
import { registryHost } from '../rows/reference.ts';

/** The location of an image in Artifactory. */
export interface ArtifactoryImage {
  /** `https://acme.jfrog.io/artifactory/`. */
  base: URL;
  /** The key of the Docker repository. */
  key: string;
  /** Path of the image in that repository. */
  image: string;
}

/**
 * Locates an image (`acme.jfrog.io/docker-local/team/app`) by the path of its name, as in Artifactory's repository path
 * method, unless server and key are given.
 * https://jfrog.com/help/r/jfrog-artifactory-documentation/the-repository-path-method-for-docker
 *
 * @param url the platform (`https://acme.jfrog.io`), or Artifactory itself if the URL has a path
 */
export function locateImage(
  repository: string,
  url: URL | undefined,
  key: string | undefined,
): ArtifactoryImage {
  const host = registryHost(repository);
  const path = repository.slice(host.length + 1);
  const [first = '', ...rest] = path.split('/');
  const base = url === undefined ? hostUrl(host) : new URL(url);
  base.pathname = base.pathname === '/' ? '/artifactory/' : `${base.pathname.replace(/\/+$/, '')}/`;
  const isByPath = rest.length > 0 && (key === undefined || key === first);
  return isByPath ? { base, key: first, image: rest.join('/') } : { base, key: key ?? '', image: path };
}

/** The URL of a manifest in the Docker API. `reference` is a tag or a digest. */
export const manifestUrl = ({ base, key, image }: ArtifactoryImage, reference: string): URL =>
  new URL(`api/docker/${key}/v2/${image}/manifests/${reference}`, base);

export const tagsUrl = ({ base, key, image }: ArtifactoryImage): URL =>
  new URL(`api/docker/${key}/v2/${image}/tags/list`, base);

/** The files that a tag's manifest may be in. The list comes first because its platforms' manifests are stored elsewhere. */
export const MANIFEST_FILES = ['list.manifest.json', 'manifest.json'] as const;

/** The URL of a file's information, with checksums: https://jfrog.com/help/r/jfrog-rest-apis/file-info */
export const storageUrl = ({ base, key, image }: ArtifactoryImage, tag: string, file: string): URL =>
  new URL(`api/storage/${key}/${image}/${tag}/${file}`, base);

/** The URL of the file itself. */
export const fileUrl = ({ base, key, image }: ArtifactoryImage, tag: string, file: string): URL =>
  new URL(`${key}/${image}/${tag}/${file}`, base);

/** The URL that copies or moves a tag: https://jfrog.com/help/r/jfrog-rest-apis/promote-docker-image */
export const promoteUrl = ({ base, key }: ArtifactoryImage): URL =>
  new URL(`api/docker/${key}/v2/promote`, base);

/**
 * The folder of a tag, by which it is deleted. An image that has no other tag is deleted with it.
 * https://jfrog.com/help/r/jfrog-artifactory-documentation/deletion-and-cleanup-of-docker-tags-and-repositories
 */
export const tagUrl = ({ base, key, image }: ArtifactoryImage, tag: string): URL =>
  new URL(`${key}/${image}/${tag}`, base);

/** The URL that expires the cache of a remote repository: https://jfrog.com/help/r/jfrog-rest-apis/zap-cache */
export function zapUrl({ base, key, image }: ArtifactoryImage, tag: string): URL {
  const cache = key.endsWith('-cache') ? key : `${key}-cache`;
  return new URL(`api/zap/${cache}/${image}/${tag}`, base);
}
