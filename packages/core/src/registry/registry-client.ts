import { whyForbidden } from '../http/destination.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-types.ts';
import { type Credentials, directHeader } from '../login/credentials.ts';
import type { CredentialFinder } from '../login/find-credentials.ts';
import { registryHost } from '../rows/reference.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { type Challenge, chooseChallenge, parseChallenges } from './challenge.ts';
import { tokenScope } from './token.ts';
import type { TokenCache } from './token-cache.ts';

/** A registry's final response: any, except a challenge that could be answered. */
export interface RegistryResponse {
  response: HttpResponse;
  /** Whether credentials were sent, for the error message. */
  loggedIn: boolean;
}

/** What may be done in a repository: https://distribution.github.io/distribution/spec/auth/scope/ */
export type Actions = 'pull' | 'pull,push' | 'pull,push,delete';

/** Sends a request about a repository (`ghcr.io/org/app`) with the login that its registry asks for. */
export type RegistryClient = (request: HttpRequest, repository: string) => Promise<RegistryResponse>;

/**
 * A client that logs in to registries.
 *
 * The first request to a registry shows its challenge. All others wait for it, and then fetch their tokens and send
 * their requests concurrently. Without credentials the first request is the caller's own, because it may succeed. With
 * credentials it is `/v2/`: an anonymous response may hide what a login would show, and counts against another rate
 * limit. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 *
 * As with docker, the login goes to whatever realm the registry itself names, also on another host. A challenge from
 * where the registry redirects to does not count.
 * @param actions what tokens are asked for
 */
export function createRegistryClient(
  client: HttpClient,
  tokens: TokenCache,
  findCredentials: CredentialFinder,
  plainHosts: ReadonlySet<string>,
  actions: Actions = 'pull',
): RegistryClient {
  const challenges = new Map<string, Promise<Challenge | undefined>>();

  async function authorization(
    challenge: Challenge | undefined,
    credentials: Credentials | undefined,
    repository: string,
    url: URL,
  ): Promise<string | undefined> {
    if (credentials !== undefined && 'bearerToken' in credentials) return directHeader(credentials);
    if (challenge?.scheme !== 'bearer') return challenge && directHeader(credentials);
    const host = registryHost(repository);
    const scope = tokenScope(challenge, `repository:${repository.slice(host.length + 1)}:${actions}`);
    if (scope === undefined) throw new ResolveError('invalid-response', `${host} names no URL to log in at`);
    const why = whyForbidden(scope.realm, url, plainHosts);
    if (why !== undefined) {
      const sentence = `${host} sends logins to ${scope.realm.host}, which is refused: ${why}`;
      throw new ResolveError('invalid-response', sentence);
    }
    return `Bearer ${await tokens.get(scope, credentials, host)}`;
  }

  return async (request, repository) => {
    const { url } = request;
    const credentials = await findCredentials(repository);
    let challenge: Challenge | undefined;
    const known = challenges.get(url.host);
    if (known !== undefined) challenge = await known;
    else if (credentials === undefined || !('bearerToken' in credentials)) {
      const probe: HttpRequest = credentials ? { method: 'GET', url: new URL('/v2/', url) } : request;
      const first = client(probe);
      challenges.set(
        url.host,
        first.then((response) => challengeOf(response, url)).catch(() => undefined),
      );
      const response = await first;
      challenge = challengeOf(response, url);
      const isFinal = response.status !== 401 || challenge?.scheme !== 'bearer';
      if (credentials === undefined && isFinal) return { response, loggedIn: false };
    }

    for (let isRetry = false; ; isRetry = true) {
      const header = await authorization(challenge, credentials, repository, url);
      const headers = { ...request.headers, ...(header === undefined ? {} : { authorization: header }) };
      const response = await client({ ...request, headers });
      const result = { response, loggedIn: header !== undefined && credentials !== undefined };
      const next = challengeOf(response, url);
      if (next === undefined || isRetry) return result;
      // Docker Hub, Quay and Harbor answer 401 for a missing repository even with a good token, so only a token that
      // is called invalid is worth another. Without a header, this repository's challenge was not known yet.
      if (header === undefined) challenges.set(url.host, Promise.resolve(next));
      else if (next.scheme === 'bearer' && next.parameters.get('error') === 'invalid_token') {
        tokens.drop(header.slice('Bearer '.length));
      } else if (next.scheme === challenge?.scheme) return result;
      if (header === undefined && next.scheme === 'basic' && credentials === undefined) return result;
      challenge = next;
    }
  };
}

/**
 * The challenge of a 401, or undefined. It must come from the registry itself: wherever a redirect leads could otherwise
 * name a realm of its own and get the login.
 */
function challengeOf({ url, status, headers }: HttpResponse, registry: URL): Challenge | undefined {
  if (status !== 401) return undefined;
  if (url.origin === registry.origin)
    return chooseChallenge(parseChallenges(headers['www-authenticate'] ?? ''));
  const { host } = registry;
  throw new ResolveError(
    'unauthorized',
    `${host} redirects to ${url.host}, which asks for a login; only ${host} itself may do that`,
  );
}
