import { usageError } from '@patch-notebook-sts/core/failure';
import type { HttpRequest } from '@patch-notebook-sts/core/http/http-types';
import {
  type ArtifactoryImage,
  locateImage,
  promoteUrl,
  tagUrl,
} from '@patch-notebook-sts/core/registry/artifactory';
import type { ArtifactoryClient } from '@patch-notebook-sts/core/registry/artifactory-client';
import type { ArtifactoryAccess } from '@patch-notebook-sts/core/registry/artifactory-options';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { artifactoryRefusal } from './artifactory-refusal.ts';
import { type Tags, tagDigest, type WriteFailure } from './tags.ts';
import { mayPass } from './write-refusal.ts';

/** Where images are in Artifactory. One whose name has no key of a repository is refused (exit 2). */
export function locateImages(
  repositories: readonly string[],
  { url, repositoryKey }: ArtifactoryAccess,
): Map<string, ArtifactoryImage> {
  const images = new Map<string, ArtifactoryImage>();
  for (const repository of repositories) {
    const image = locateImage(repository, url, repositoryKey);
    if (image.key === '')
      throw usageError(`--source jfrog: ${repository} names no Docker repository; give --repository-key`);
    images.set(repository, image);
  }
  return images;
}

/**
 * Tags that are written with Artifactory's promotion, and read as those of any registry. It copies a tag, whatever that
 * points to by then; so the source tag is looked at just before, with the same API, and the target just after.
 * https://jfrog.com/help/r/jfrog-artifactory-documentation/promote-docker-images
 */
export function jfrogTags(
  read: Tags,
  artifactory: ArtifactoryClient,
  images: ReadonlyMap<string, ArtifactoryImage>,
  loggedIn: boolean,
): Tags {
  const locate = (repository: string): ArtifactoryImage => {
    const image = images.get(repository);
    if (image === undefined) throw new Error(`${repository} was not located`);
    return image;
  };
  const api = { manifests: (repository: string) => artifactory.manifests(locate(repository)) };
  const write = async (
    what: 'copy' | 'delete',
    image: ArtifactoryImage,
    tag: string,
    request: HttpRequest,
  ): Promise<WriteFailure | undefined> => {
    try {
      const response = await artifactory.write(request);
      const reason = artifactoryRefusal(what, response, image, tag, loggedIn);
      return reason === undefined ? undefined : { reason, mayPass: mayPass(response.status) };
    } catch (error) {
      // Without an answer nobody knows whether it was written.
      if (!(error instanceof ResolveError)) throw error;
      return { reason: error.message, mayPass: error.code === 'timeout' || error.code === 'unreachable' };
    }
  };
  return {
    ...read,
    copied: (repository, tag) => tagDigest(api, repository, tag),
    put: (repository, targetTag, _manifest, tag) => {
      const image = locate(repository);
      // Without `copy` the source tag would be moved away.
      const promotion = {
        targetRepo: image.key,
        dockerRepository: image.image,
        tag,
        targetTag,
        copy: true,
      };
      return write('copy', image, tag, {
        method: 'POST',
        url: promoteUrl(image),
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(promotion)),
        writes: true,
      });
    },
    remove: (repository, tag) => {
      const image = locate(repository);
      return write('delete', image, tag, { method: 'DELETE', url: tagUrl(image, tag) });
    },
  };
}
