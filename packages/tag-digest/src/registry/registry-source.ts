import { memoize } from '@patch-notebook-sts/core/memoize';
import { manifestHead, resolveManifest, tagDigests } from '@patch-notebook-sts/core/oci/resolve-manifest';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { listTags } from '../oci/tag-list.ts';
import type { Source } from '../source/source.ts';

/**
 * Resolves tags with the OCI Distribution API of any registry.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function createRegistrySource({ url, send, manifests }: RegistryApi): Source {
  const readHead = async (repository: string, tag: string) =>
    manifestHead(await manifests(repository)('HEAD', tag));
  // Aliases are found among all tags of a repository, and some of those have already been requested.
  const head = memoize(readHead);

  return {
    name: 'registry',
    resolve: async ({ repository, tag }) =>
      resolveManifest(await head(repository, tag), manifests(repository), tag, registryHost(repository)),
    tags: memoize(async (repository: string) => {
      const list = new URL('tags/list', url(repository));
      const tags = await listTags(list, (page) => send({ method: 'GET', url: page }, repository));
      const where = registryHost(repository);
      const headOf = (tag: string) => head.cached(repository, tag) ?? readHead(repository, tag);
      return tagDigests(tags, headOf, manifests(repository), where);
    }),
  };
}
