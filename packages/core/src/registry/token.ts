import * as z from 'zod';
import type { HttpRequest } from '../http/http-types.ts';
import { basicHeader, type Credentials } from '../login/credentials.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { parseJson } from '../text/json.ts';
import type { Challenge } from './challenge.ts';

/** What to request from a token endpoint. */
export interface TokenScope {
  /** The URL of the token endpoint. */
  realm: URL;
  service: string | undefined;
  /** `repository:library/busybox:pull`. */
  scope: string;
}

/** The realm and service of a Bearer challenge; undefined if its realm is not an absolute URL. */
export function tokenScope(challenge: Challenge, scope: string): TokenScope | undefined {
  const realm = challenge.parameters.get('realm') ?? '';
  if (!URL.canParse(realm)) return undefined;
  return { realm: new URL(realm), service: challenge.parameters.get('service'), scope };
}

/** The GET that fetches a token, with Basic credentials or none: https://distribution.github.io/distribution/spec/auth/token/ */
export function tokenRequest(
  { realm, service, scope }: TokenScope,
  credentials: Credentials | undefined,
): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  return { method: 'GET', url, headers: basicHeaders(credentials) };
}

function basicHeaders(credentials: Credentials | undefined): Record<string, string> {
  if (credentials === undefined || 'bearerToken' in credentials) return {};
  // Azure accepts a refresh token as the password of this user; other registries ignore the user name.
  const { username, password } =
    'identityToken' in credentials
      ? { username: '00000000-0000-0000-0000-000000000000', password: credentials.identityToken }
      : credentials;
  return { authorization: basicHeader(username, password) };
}

/**
 * The POST that exchanges a refresh token for an access token by OAuth2. A realm that does not support it answers 404;
 * then use `tokenRequest`. https://distribution.github.io/distribution/spec/auth/oauth/
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
const TokenResponse = z.object({
  token: z.string().nullish(),
  access_token: z.string().nullish(),
  expires_in: z.number().nullish(),
});

/** The lifetime that the specification gives to a token without `expires_in`. */
const DEFAULT_LIFETIME_S = 60;

/** Parses a token endpoint's response: the token, and its lifetime in milliseconds. */
export function readToken(body: Uint8Array, where: string): { token: string; lifetimeMs: number } {
  const response = TokenResponse.safeParse(parseJson(body)).data;
  // A line break in a token would end the header that it is sent in.
  const token = [response?.token, response?.access_token].find((text) => /^[\x21-\x7e]+$/.test(text ?? ''));
  if (!token)
    throw new ResolveError('invalid-response', `${where} sent no token; is it a registry's token endpoint?`);
  return { token, lifetimeMs: (response?.expires_in ?? DEFAULT_LIFETIME_S) * 1000 };
}
