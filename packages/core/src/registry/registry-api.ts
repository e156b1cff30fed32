import { isLoopback } from '../http/destination.ts';
import { hostUrl } from '../http/host-url.ts';
import type { HttpRequest, HttpResponse } from '../http/http-types.ts';
import { statusError } from '../http/status-error.ts';
import { MANIFEST_TYPES } from '../oci/manifest.ts';
import type { RequestManifest } from '../oci/resolve-manifest.ts';
import { registryHost } from '../rows/reference.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import type { RegistryClient, RegistryResponse } from './registry-client.ts';

/**
 * The OCI Distribution API of all registries, logged in. Each request names its repository, and throws ResolveError for any
 * status other than success. https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export interface RegistryApi {
  /** The base URL of a repository. */
  url: (repository: string) => URL;
  send: (request: HttpRequest, repository: string) => Promise<HttpResponse>;
  /** The same for what writes: the response of any status is the caller's to judge. */
  write: (request: HttpRequest, repository: string) => Promise<HttpResponse>;
  /** Requests the manifests of a repository. */
  manifests: (repository: string) => RequestManifest;
}

export function createRegistryApi(client: RegistryClient, plainHosts: ReadonlySet<string>): RegistryApi {
  const url = (repository: string) => apiUrl(repository, plainHosts);
  const send = async (request: HttpRequest, repository: string): Promise<HttpResponse> =>
    requireOk(await client(request, repository), repository);
  return {
    url,
    send,
    write: async (request, repository) => (await client(request, repository)).response,
    manifests: (repository) => (method, reference) =>
      send(
        {
          method,
          url: new URL(`manifests/${reference}`, url(repository)),
          headers: { accept: MANIFEST_TYPES },
        },
        repository,
      ),
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
