import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { type Challenge, chooseChallenge, parseChallenges } from './challenge.ts';
import { type Credentials, directHeader } from './credentials.ts';
import { whyRefused } from './destination.ts';
import type { Answer, Http, HttpRequest } from './http.ts';
import { Unresolved } from './source.ts';
import { tokenScope } from './token.ts';
import type { TokenCache } from './token-cache.ts';

/** An answer other than one that only asks for a login that could be given. */
export interface Reply {
  answer: Answer;
  /** Whether credentials went along, for the sentence of a refusal. */
  loggedIn: boolean;
}

/** Sends a request about a repository (`ghcr.io/org/app`) with the login that its registry asks for. */
export type RegistryClient = (request: HttpRequest, repository: string) => Promise<Reply>;

/**
 * What a registry asks for is learned from the first request that goes there; all others wait for it, and then fetch
 * their tokens and send their requests side by side. That first request is the caller's own where there are no
 * credentials, since it may just be answered; with credentials it is `/v2/`, since an anonymous answer may hide what
 * they would show, and counts against another limit.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 */
export function createRegistryClient(
  http: Http,
  tokens: TokenCache,
  login: (repository: string) => Promise<Credentials | undefined>,
  plainHosts: ReadonlySet<string>,
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
    const scope = tokenScope(challenge, `repository:${repository.slice(host.length + 1)}:pull`);
    if (scope === undefined) throw new Unresolved('invalid-response', `${host} names no place to log in`);
    const why = whyRefused(scope.realm, url, plainHosts);
    if (why !== undefined) {
      const sentence = `${host} sends logins to ${scope.realm.host}, which is refused: ${why}`;
      throw new Unresolved('invalid-response', sentence);
    }
    return `Bearer ${await tokens.get(scope, credentials, host)}`;
  }

  return async (request, repository) => {
    const { url } = request;
    const credentials = await login(repository);
    let challenge: Challenge | undefined;
    const known = challenges.get(url.host);
    if (known !== undefined) challenge = await known;
    else if (credentials === undefined || !('bearerToken' in credentials)) {
      const probe: HttpRequest = credentials ? { method: 'GET', url: new URL('/v2/', url) } : request;
      const first = http(probe);
      challenges.set(
        url.host,
        first.then(challengeOf, () => undefined),
      );
      const answer = await first;
      challenge = challengeOf(answer);
      const isFinal = answer.status !== 401 || challenge?.scheme !== 'bearer';
      if (credentials === undefined && isFinal) return { answer, loggedIn: false };
    }

    for (let again = false; ; again = true) {
      const header = await authorization(challenge, credentials, repository, url);
      const headers = { ...request.headers, ...(header === undefined ? {} : { authorization: header }) };
      const answer = await http({ ...request, headers });
      const reply = { answer, loggedIn: header !== undefined && credentials !== undefined };
      if (answer.status !== 401 || again) return reply;
      const asked = challengeOf(answer);
      if (asked === undefined) return reply;
      // Docker Hub, Quay and Harbor refuse a missing repository with a good token too: only a token that is called
      // invalid is worth another. Without a header, what this repository asks for was not known yet.
      if (header === undefined) challenges.set(url.host, Promise.resolve(asked));
      else if (asked.scheme === 'bearer' && asked.parameters.get('error') === 'invalid_token') {
        tokens.drop(header.slice('Bearer '.length));
      } else if (asked.scheme === challenge?.scheme) return reply;
      if (header === undefined && asked.scheme === 'basic' && credentials === undefined) return reply;
      challenge = asked;
    }
  };
}

const challengeOf = ({ status, headers }: Answer): Challenge | undefined =>
  status === 401 ? chooseChallenge(parseChallenges(headers['www-authenticate'] ?? '')) : undefined;
