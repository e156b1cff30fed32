import * as z from 'zod';
import type { Challenge } from './challenge.ts';
import { basicHeader, type Credentials } from './credentials.ts';
import type { HttpRequest } from './http.ts';
import { parseJson } from './json.ts';
import { Unresolved } from './source.ts';

/** What a token endpoint is asked for. */
export interface TokenScope {
  realm: URL;
  service: string | undefined;
  /** `repository:library/busybox:pull`. */
  scope: string;
}

/** The place and service of a Bearer challenge; undefined when its realm is no absolute URL. */
export function tokenScope(challenge: Challenge, scope: string): TokenScope | undefined {
  const realm = challenge.parameters.get('realm') ?? '';
  if (!URL.canParse(realm)) return undefined;
  return { realm: new URL(realm), service: challenge.parameters.get('service'), scope };
}

/**
 * The request that gets a token: GET, with Basic credentials or none
 * (https://distribution.github.io/distribution/spec/auth/token/).
 */
export function tokenRequest(
  { realm, service, scope }: TokenScope,
  credentials: Credentials | undefined,
): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  return { method: 'GET', url, headers: basicOf(credentials) };
}

function basicOf(credentials: Credentials | undefined): Record<string, string> {
  if (credentials === undefined || 'bearerToken' in credentials) return {};
  // The user name under which Azure takes a refresh token as a password; other registries don't look at it.
  const { username, password } =
    'identityToken' in credentials
      ? { username: '00000000-0000-0000-0000-000000000000', password: credentials.identityToken }
      : credentials;
  return { authorization: basicHeader(username, password) };
}

/**
 * The request that changes a refresh token for an access token: POST, as OAuth2. A realm without it answers 404, and is
 * then asked with GET. https://distribution.github.io/distribution/spec/auth/oauth/
 */
export function refreshRequest({ realm, service, scope }: TokenScope, refreshToken: string): HttpRequest {
  return {
    method: 'POST',
    url: realm,
    form: {
      grant_type: 'refresh_token',
      service: service ?? realm.host,
      client_id: 'patch-notebook-sts',
      scope,
      refresh_token: refreshToken,
    },
  };
}

/** Either key may hold the token, and some registries send both. */
const TokenAnswer = z.object({
  token: z.string().nullish(),
  access_token: z.string().nullish(),
  expires_in: z.number().nullish(),
});

/** What the specification says of an answer that doesn't say. */
const DEFAULT_LIFETIME_S = 60;

/** The token of a token endpoint's answer, and for how long it is good, in milliseconds. */
export function readToken(body: Uint8Array, where: string): { token: string; lifetimeMs: number } {
  const answer = TokenAnswer.safeParse(parseJson(body)).data;
  // What stands in a header may not end its line.
  const token = [answer?.token, answer?.access_token].find((text) => /^[\x21-\x7e]+$/.test(text ?? ''));
  if (!token) throw new Unresolved('invalid-response', `${where} sent no token; is it a registry's login?`);
  return { token, lifetimeMs: (answer?.expires_in ?? DEFAULT_LIFETIME_S) * 1000 };
}
