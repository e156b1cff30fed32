import { answerError } from './answer-error.ts';
import type { Credentials } from './credentials.ts';
import type { Answer, Http } from './http.ts';
import { Unresolved } from './source.ts';
import { readToken, refreshRequest, type TokenScope, tokenRequest } from './token.ts';

/** Share of a token's life after which it is not used any more: a request under way must not see it end. */
const USABLE = 0.9;

interface Held {
  token: Promise<string>;
  /** performance.now() from which on it is not used; set when the token has come. */
  staleAt: number;
}

/** Tokens, one for each scope and credentials, shared by all requests that need it, also while it is being fetched. */
export interface TokenCache {
  /** @param registry whose token it is, for the refusals */
  get(scope: TokenScope, credentials: Credentials | undefined, registry: string): Promise<string>;
  /** Forgets a token that its registry called invalid, so that the next `get` fetches another. */
  drop(token: string): void;
}

export function createTokenCache(http: Http): TokenCache {
  const held = new Map<string, Held>();
  const dropped = new Set<string>();
  const keys = new Map<string, string>();

  return {
    get: ({ realm, service, scope }, credentials, registry) => {
      const key = JSON.stringify([realm, service, scope, credentials]);
      const known = held.get(key);
      if (known !== undefined && performance.now() < known.staleAt) return known.token;
      const asked = performance.now();
      const entry: Held = { staleAt: Number.POSITIVE_INFINITY, token: Promise.resolve('') };
      entry.token = fetchToken(http, { realm, service, scope }, credentials, registry).then(
        ({ token, lifetimeMs }) => {
          entry.staleAt = asked + lifetimeMs * USABLE;
          keys.set(token, key);
          return token;
        },
      );
      held.set(key, entry);
      return entry.token;
    },
    drop: (token) => {
      const key = keys.get(token);
      // Of several requests that were refused with one token, only the first makes room for a new one.
      if (key === undefined || dropped.has(token)) return;
      dropped.add(token);
      held.delete(key);
    },
  };
}

async function fetchToken(
  http: Http,
  scope: TokenScope,
  credentials: Credentials | undefined,
  registry: string,
): Promise<{ token: string; lifetimeMs: number }> {
  const where = scope.realm.host;
  let answer: Answer | undefined;
  if (credentials !== undefined && 'identityToken' in credentials) {
    answer = await http(refreshRequest(scope, credentials.identityToken));
  }
  // A realm that knows no OAuth2 takes the refresh token as a password.
  if (answer === undefined || answer.status === 404 || answer.status === 405) {
    answer = await http(tokenRequest(scope, credentials));
  }
  const { status } = answer;
  if (status === 200) return readToken(answer.body, where);
  if (status === 401 || status === 400) {
    throw new Unresolved(
      'unauthorized',
      credentials === undefined
        ? `${registry} wants a login; give --docker-config, --pull-secret or --username`
        : `${where} refuses the credentials for ${registry}; check them, or log in again`,
    );
  }
  if (status === 403) {
    throw new Unresolved(
      'forbidden',
      `${where} gives these credentials no token for ${registry}; they need pull permission`,
    );
  }
  throw answerError(answer, where);
}
