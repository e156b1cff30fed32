import type { HttpClient, HttpResponse } from '../http/http-types.ts';
import { statusError } from '../http/status-error.ts';
import type { Credentials } from '../login/credentials.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { readToken, refreshRequest, type TokenScope, tokenRequest } from './token.ts';

/** The share of a token's lifetime during which it is used, so that it does not expire during a request. */
const USABLE_SHARE = 0.9;

interface CachedToken {
  token: Promise<string>;
  /** When to stop using the token, by performance.now(). Set when the token has arrived. */
  staleAt: number;
}

/** Tokens by scope and credentials. Requests that need the same token share it, even while it is being fetched. */
export interface TokenCache {
  /** @param registry the registry that the token is for, for error messages */
  get(scope: TokenScope, credentials: Credentials | undefined, registry: string): Promise<string>;
  /** Forgets a token that its registry called invalid, so that the next `get` fetches another. */
  drop(token: string): void;
}

export function createTokenCache(client: HttpClient): TokenCache {
  const cached = new Map<string, CachedToken>();
  const dropped = new Set<string>();
  const keys = new Map<string, string>();

  return {
    get: ({ realm, service, scope }, credentials, registry) => {
      const key = JSON.stringify([realm, service, scope, credentials]);
      const known = cached.get(key);
      if (known !== undefined && performance.now() < known.staleAt) return known.token;
      const requestedAt = performance.now();
      const entry: CachedToken = { staleAt: Number.POSITIVE_INFINITY, token: Promise.resolve('') };
      entry.token = fetchToken(client, { realm, service, scope }, credentials, registry).then(
        ({ token, lifetimeMs }) => {
          entry.staleAt = requestedAt + lifetimeMs * USABLE_SHARE;
          keys.set(token, key);
          return token;
        },
      );
      cached.set(key, entry);
      return entry.token;
    },
    drop: (token) => {
      const key = keys.get(token);
      // If several requests were refused with the same token, only the first one discards it.
      if (key === undefined || dropped.has(token)) return;
      dropped.add(token);
      cached.delete(key);
    },
  };
}

async function fetchToken(
  client: HttpClient,
  scope: TokenScope,
  credentials: Credentials | undefined,
  registry: string,
): Promise<{ token: string; lifetimeMs: number }> {
  const where = scope.realm.host;
  let response: HttpResponse | undefined;
  if (credentials !== undefined && 'identityToken' in credentials) {
    response = await client(refreshRequest(scope, credentials.identityToken));
  }
  // A realm without OAuth2 accepts the refresh token as a password.
  if (response === undefined || response.status === 404 || response.status === 405) {
    response = await client(tokenRequest(scope, credentials));
  }
  const { status } = response;
  if (status === 200) return readToken(response.body, where);
  if (status === 401 || status === 400) {
    throw new ResolveError(
      'unauthorized',
      credentials === undefined
        ? `${registry} needs a login; give --docker-config, --pull-secret or --username`
        : `${where} refuses the credentials for ${registry}; check them, or log in again`,
    );
  }
  if (status === 403) {
    throw new ResolveError(
      'forbidden',
      `${where} gives these credentials no token for ${registry}; they need pull permission`,
    );
  }
  throw statusError(response, where);
}
