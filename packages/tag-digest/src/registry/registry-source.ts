import { memoize } from '@patch-notebook-sts/core/memoize';
import { imageDetails } from '@patch-notebook-sts/core/oci/image-details';
import { manifestHead, resolveManifest, tagDigests } from '@patch-notebook-sts/core/oci/resolve-manifest';
import { createImageLookup } from '@patch-notebook-sts/core/registry/image-lookup';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { isIndex } from '@patch-notebook-sts/core/rows/image-row';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { listTags } from '../oci/tag-list.ts';
import type { Source } from '../source/source.ts';

/**
 * Resolves tags with the OCI Distribution API of any registry.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 * @param labels names of labels that the details give
 */
export function createRegistrySource(api: RegistryApi, labels: readonly string[] = []): Source {
  const { url, send, manifests } = api;
  const lookup = createImageLookup(api);
  const readHead = async (repository: string, tag: string) =>
    manifestHead(await manifests(repository)('HEAD', tag));
  // Aliases are found among all tags of a repository, and some of those have already been requested.
  const head = memoize(readHead);

  return {
    name: 'registry',
    resolve: async ({ repository, tag }) => {
      const { digest, mediaType } = await head(repository, tag);
      const where = registryHost(repository);
      if (digest === undefined || !isIndex(mediaType))
        return resolveManifest(await head(repository, tag), manifests(repository), tag, where);
      const index = await lookup.manifest(repository, digest).catch((error: unknown) => {
        if (!(error instanceof ResolveError) || error.code !== 'not-found') throw error;
        throw new ResolveError('invalid-response', `${where} names the index ${digest} but does not have it`);
      });
      return { digest, mediaType: index.mediaType, platforms: index.platforms };
    },
    digests: {
      platforms: async (repository, digest) => (await lookup.manifest(repository, digest)).platforms,
      details: async (repository, digest) =>
        imageDetails(
          await lookup.images(repository, digest),
          (await lookup.manifest(repository, digest)).annotations,
          labels,
        ),
    },
    tags: memoize(async (repository: string) => {
      const list = new URL('tags/list', url(repository));
      const tags = await listTags(list, (page) => send({ method: 'GET', url: page }, repository));
      const where = registryHost(repository);
      const headOf = (tag: string) => head.cached(repository, tag) ?? readHead(repository, tag);
      return tagDigests(tags, headOf, manifests(repository), where);
    }),
  };
}
