import type { HttpClient, HttpRequest, HttpResponse } from '@patch-notebook-sts/core/http/http-types';
import { memoize } from '@patch-notebook-sts/core/memoize';
import { parseManifest, verifyDigest } from '@patch-notebook-sts/core/oci/manifest';
import type { ResolvedTag } from '@patch-notebook-sts/core/oci/resolve-manifest';
import { manifestHead, resolveManifest, tagDigests } from '@patch-notebook-sts/core/oci/resolve-manifest';
import {
  type ArtifactoryImage,
  fileUrl,
  locateImage,
  MANIFEST_FILES,
  storageUrl,
  tagsUrl,
  zapUrl,
} from '@patch-notebook-sts/core/registry/artifactory';
import { createArtifactoryClient } from '@patch-notebook-sts/core/registry/artifactory-client';
import type { ArtifactoryAccess } from '@patch-notebook-sts/core/registry/artifactory-options';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import * as z from 'zod';
import { listTags } from '../oci/tag-list.ts';
import type { Source } from '../source/source.ts';

export interface JfrogOptions extends ArtifactoryAccess {
  /** Whether to expire a remote repository's cache of each tag before it is looked up. */
  expireCache: boolean;
}

/** https://jfrog.com/help/r/jfrog-rest-apis/file-info; the checksum is hex without a prefix. */
const FileInfo = z.object({ checksums: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) });

/**
 * Resolves tags with Artifactory: with its Docker API, or with its storage API if the Docker API is not reachable.
 *
 * A remote repository answers from its cache until its Metadata Retrieval Cache Period has passed, and no request can
 * bypass the cache. `expireCache` is the API's only remedy.
 */
export function createJfrogSource(client: HttpClient, options: JfrogOptions): Source {
  const { send, manifests } = createArtifactoryClient(client, options.credentials);
  const locate = (repository: string): ArtifactoryImage => {
    const image = locateImage(repository, options.url, options.repositoryKey);
    if (image.key !== '') return image;
    throw new ResolveError(
      'invalid-response',
      `${repository} names no Docker repository; give --repository-key`,
    );
  };
  const readHead = async (repository: string, tag: string) =>
    manifestHead(await manifests(locate(repository))('HEAD', tag));
  const head = memoize(readHead);

  return {
    name: 'jfrog',
    resolve: async ({ repository, tag }) => {
      const image = locate(repository);
      if (options.expireCache) await expire(image, tag, send);
      try {
        return await resolveManifest(await head(repository, tag), manifests(image), tag, image.base.host);
      } catch (error) {
        // The Docker API also answers 404 if it is switched off or its path is blocked.
        if (!(error instanceof ResolveError) || error.code !== 'not-found') throw error;
        return resolveStored(image, tag, send);
      }
    },
    tags: memoize(async (repository: string) => {
      const image = locate(repository);
      const tags = await listTags(tagsUrl(image), (url) => send({ method: 'GET', url }));
      const headOf = (tag: string) => head.cached(repository, tag) ?? readHead(repository, tag);
      return tagDigests(tags, headOf, manifests(image), image.base.host);
    }),
  };
}

type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** Resolves a tag by the checksum of its stored manifest. If that is a list, reads it for its platforms. */
async function resolveStored(image: ArtifactoryImage, tag: string, send: Send): Promise<ResolvedTag> {
  const where = image.base.host;
  for (const file of MANIFEST_FILES) {
    const info = await send({ method: 'GET', url: storageUrl(image, tag, file) }).catch(undefinedIfMissing);
    if (info === undefined) continue;
    const parsed = FileInfo.safeParse(parseJson(info.body));
    if (!parsed.success) throw new ResolveError('invalid-response', `${where} sent no checksum of ${file}`);
    const digest = `sha256:${parsed.data.checksums.sha256}`;
    if (file === 'manifest.json') return { digest, platforms: {} };
    const list = await send({ method: 'GET', url: fileUrl(image, tag, file) });
    verifyDigest(list.body, digest, where);
    return { digest, ...parseManifest(list.body, undefined, where) };
  }
  throw new ResolveError(
    'not-found',
    `${where} has no ${image.image}:${tag} in ${image.key}, or hides it from these credentials; check the names and the key`,
  );
}

/** Expires the cache of a remote repository. If there is no cache, nothing happens. */
async function expire(image: ArtifactoryImage, tag: string, send: Send): Promise<void> {
  await send({ method: 'POST', url: zapUrl(image, tag) }).catch((error: unknown) => {
    if (error instanceof ResolveError && error.code === 'forbidden') {
      const sentence = `${image.base.host} does not let these credentials expire the cache of ${image.key}`;
      throw new ResolveError(
        'forbidden',
        `${sentence}; grant the Manage permission, or leave out --expire-cache`,
      );
    }
    return undefinedIfMissing(error);
  });
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof ResolveError) || error.code !== 'not-found') throw error;
}
