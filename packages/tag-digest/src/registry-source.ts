import { isDigest } from '@patch-notebook-sts/core/digest';
import { isIndex } from '@patch-notebook-sts/core/image-row';
import type { Log } from '@patch-notebook-sts/core/log';
import { registryHost } from '@patch-notebook-sts/core/reference';
import { type Answer, type Credentials, createHttp } from './http.ts';
import { digestOf, indexPlatforms, MANIFEST_TYPES, verifyDigest } from './manifest.ts';
import { type Resolved, type Source, Unresolved } from './source.ts';
import type { Wanted } from './wanted.ts';

/**
 * Resolves tags through the OCI Distribution API of any registry: HEAD, and GET where that doesn't say enough.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function createRegistrySource(credentials: Credentials | undefined, log: Log): Source {
  const http = createHttp(credentials, log);

  return {
    name: 'registry',
    resolve: async ({ repository, tag }: Wanted): Promise<Resolved> => {
      const host = registryHost(repository);
      const manifests = `${registryUrl(host)}/v2/${repository.slice(host.length + 1)}/manifests`;
      const ask = async (method: 'HEAD' | 'GET', reference: string) => {
        const answer = await http(method, `${manifests}/${reference}`, { accept: MANIFEST_TYPES });
        return accepted(answer, host, `${repository}:${tag}`);
      };

      const head = await ask('HEAD', tag);
      const digest = head.headers['docker-content-digest'];
      const mediaType = head.headers['content-type']?.split(';')[0];
      if (digest !== undefined && isDigest(digest) && mediaType !== undefined) {
        if (!isIndex(mediaType)) return { digest, mediaType, platforms: {} };
        const index = await ask('GET', digest);
        verifyDigest(index.body, digest, host);
        return { digest, mediaType, platforms: indexPlatforms(index.body, host) };
      }
      // The digest header is only recommended; its absence is made up for by the body.
      const whole = await ask('GET', tag);
      const type = whole.headers['content-type']?.split(';')[0] ?? '';
      return {
        digest: digestOf(whole.body),
        mediaType: type,
        platforms: isIndex(type) ? indexPlatforms(whole.body, host) : {},
      };
    },
  };
}

/** Where a registry's API is: Docker Hub's is not at its name, and a loopback registry has no certificate. */
export function registryUrl(host: string): string {
  if (host === 'docker.io') return 'https://registry-1.docker.io';
  const name = host.replace(/:\d+$/, '');
  const loopback = name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
  return `${loopback ? 'http' : 'https'}://${host}`;
}

/** An answer that has a manifest, or the reason why there is none. */
function accepted(answer: Answer, host: string, reference: string): Answer {
  const { status } = answer;
  if (status === 200) return answer;
  if (status === 404)
    throw new Unresolved('not-found', `${host} has no ${reference}; is the tag spelled right?`);
  if (status === 401)
    throw new Unresolved('unauthorized', `${host} wants other credentials; check user and password`);
  if (status === 403)
    throw new Unresolved('forbidden', `${host} refuses these credentials; they need pull permission`);
  if (status === 429) throw new Unresolved('rate-limited', `${host} limits requests; try later, or log in`);
  if (status >= 500) throw new Unresolved('unreachable', `${host} failed with ${status}; try later`);
  throw new Unresolved('invalid-response', `${host} answered ${status}; is it a registry?`);
}
