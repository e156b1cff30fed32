import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { isLoopback } from '../http/destination.ts';
import type { HttpRequest, HttpResponse } from '../http/http-types.ts';
import { statusError } from '../http/status-error.ts';
import { MANIFEST_TYPES } from '../oci/manifest.ts';
import { manifestHead, type RequestManifest, resolveManifest, tagDigests } from '../oci/resolve-manifest.ts';
import { listTags } from '../oci/tag-list.ts';
import { hostUrl } from '../source/host-url.ts';
import { memoize } from '../source/memoize.ts';
import { ResolveError } from '../source/resolve-error.ts';
import type { Source } from '../source/source.ts';
import type { RegistryClient, RegistryResponse } from './registry-client.ts';

/**
 * Resolves tags with the OCI Distribution API of any registry.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function createRegistrySource(client: RegistryClient, plainHosts: ReadonlySet<string>): Source {
  const send = async (request: HttpRequest, repository: string): Promise<HttpResponse> =>
    requireOk(await client(request, repository), repository);

  const manifestsOf =
    (repository: string): RequestManifest =>
    (method, reference) =>
      send(
        {
          method,
          url: new URL(`manifests/${reference}`, apiUrl(repository, plainHosts)),
          headers: { accept: MANIFEST_TYPES },
        },
        repository,
      );
  const readHead = async (repository: string, tag: string) =>
    manifestHead(await manifestsOf(repository)('HEAD', tag));
  // Aliases are found among all tags of a repository, and some of those have already been requested.
  const head = memoize(readHead);

  return {
    name: 'registry',
    resolve: async ({ repository, tag }) =>
      resolveManifest(await head(repository, tag), manifestsOf(repository), tag, registryHost(repository)),
    tags: memoize(async (repository: string) => {
      const list = new URL('tags/list', apiUrl(repository, plainHosts));
      const tags = await listTags(list, (url) => send({ method: 'GET', url }, repository));
      const where = registryHost(repository);
      const headOf = (tag: string) => head.cached(repository, tag) ?? readHead(repository, tag);
      return tagDigests(tags, headOf, manifestsOf(repository), where);
    }),
  };
}

/** The base URL of a repository's API. Docker Hub's host differs from its name; a loopback registry uses plain HTTP. */
export function apiUrl(repository: string, plainHosts: ReadonlySet<string>): URL {
  const host = registryHost(repository);
  const path = `/v2/${repository.slice(host.length + 1)}/`;
  const secure = hostUrl(host === 'docker.io' ? 'registry-1.docker.io' : host);
  const isPlain = plainHosts.has(host) || isLoopback(secure);
  return new URL(path, isPlain ? `http://${host}` : secure);
}

/** A successful response; throws ResolveError for any other. */
function requireOk({ response, loggedIn }: RegistryResponse, repository: string): HttpResponse {
  const host = registryHost(repository);
  if (response.status === 200) return response;
  if (response.status === 404) {
    throw new ResolveError('not-found', `${host} has no such tag of ${repository}; are both spelled right?`);
  }
  if (response.status === 401) {
    // Docker Hub, Quay and Harbor answer 401 for a missing repository too, so the password may be right.
    throw new ResolveError(
      'unauthorized',
      loggedIn
        ? `${host} does not show ${repository} to these credentials; check that it exists and that they may pull it`
        : `${host} does not show ${repository} without a login; check its name, or give --docker-config, --pull-secret or --username`,
    );
  }
  throw statusError(response, host);
}
