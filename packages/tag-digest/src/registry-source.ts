import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { answerError } from './answer-error.ts';
import { isLoopback } from './destination.ts';
import type { Answer, HttpRequest } from './http.ts';
import { MANIFEST_TYPES } from './manifest.ts';
import { type AskManifest, resolveManifest, tagDigests } from './manifest-source.ts';
import { memo } from './memo.ts';
import type { RegistryClient, Reply } from './registry-client.ts';
import { type Source, Unresolved } from './source.ts';
import { listTags } from './tag-list.ts';

/**
 * Resolves tags through the OCI Distribution API of any registry: HEAD, and GET where that doesn't say enough.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function createRegistrySource(client: RegistryClient, plainHosts: ReadonlySet<string>): Source {
  const send = async (request: HttpRequest, repository: string): Promise<Answer> =>
    accepted(await client(request, repository), repository);

  const askOf =
    (repository: string): AskManifest =>
    (method, reference) =>
      send(
        {
          method,
          url: new URL(`manifests/${reference}`, apiUrl(repository, plainHosts)),
          headers: { accept: MANIFEST_TYPES },
        },
        repository,
      );
  // The aliases of a tag are found among all tags, of which some have been asked for already.
  const head = memo((repository: string, tag: string) => askOf(repository)('HEAD', tag));

  return {
    name: 'registry',
    resolve: async ({ repository, tag }) =>
      resolveManifest(await head(repository, tag), askOf(repository), tag, registryHost(repository)),
    tags: memo(async (repository: string) => {
      const list = new URL('tags/list', apiUrl(repository, plainHosts));
      const tags = await listTags(list, (url) => send({ method: 'GET', url }, repository));
      const where = registryHost(repository);
      return tagDigests(tags, (tag) => head(repository, tag), askOf(repository), where);
    }),
  };
}

/** Where a repository's API is: Docker Hub's is not at its name, and a loopback registry has no certificate. */
export function apiUrl(repository: string, plainHosts: ReadonlySet<string>): URL {
  const host = registryHost(repository);
  const path = `/v2/${repository.slice(host.length + 1)}/`;
  if (host === 'docker.io') return new URL(`https://registry-1.docker.io${path}`);
  const secure = new URL(`https://${host}${path}`);
  return plainHosts.has(host) || isLoopback(secure) ? new URL(`http://${host}${path}`) : secure;
}

/** An answer that has what was asked for, or the reason why there is none. */
function accepted({ answer, loggedIn }: Reply, repository: string): Answer {
  const host = registryHost(repository);
  if (answer.status === 200) return answer;
  if (answer.status === 404) {
    throw new Unresolved('not-found', `${host} has no such tag of ${repository}; are both spelled right?`);
  }
  if (answer.status === 401) {
    // Docker Hub, Quay and Harbor say 401 of what isn't there too, so the password may be right.
    throw new Unresolved(
      'unauthorized',
      loggedIn
        ? `${host} shows ${repository} not to these credentials; check that it exists, and that they may pull it`
        : `${host} shows ${repository} to nobody without a login; check its name, or give --docker-config, --pull-secret or --username`,
    );
  }
  throw answerError(answer, host);
}
