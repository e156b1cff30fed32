import { isUser } from './authorise.ts';
import { formatChallenge, parseAuthorization } from './challenge.ts';
import { json, type RegistryRequest, type RegistryResponse, registryError } from './http-types.ts';
import type { BearerAuth } from './options.ts';
import type { Tokens } from './tokens.ts';

/**
 * Answers at the realm of a bearer challenge: GET with Basic credentials or none
 * (https://distribution.github.io/distribution/spec/auth/token/), POST as OAuth2 with `grant_type=password` or
 * `refresh_token` (https://distribution.github.io/distribution/spec/auth/oauth/).
 *
 * @param service the audience of the tokens issued: what the registry's challenge names.
 */
export function answerToken(
  request: RegistryRequest,
  auth: BearerAuth,
  service: string,
  tokens: Tokens,
): RegistryResponse {
  const post = request.method === 'POST';
  if (post && auth.oauth2Post === false) return registryError(404, 'NOT_FOUND', 'page not found');
  if (!post && request.method !== 'GET')
    return registryError(405, 'UNSUPPORTED', 'The operation is unsupported.');
  const grantType = request.form.get('grant_type');
  if (post && grantType !== 'password' && grantType !== 'refresh_token') {
    return json(400, { error: 'unsupported_grant_type' });
  }
  const allowed = post
    ? allowsForm(request, auth, service, tokens)
    : allowsBasic(request, auth, service, tokens);
  if (!allowed) {
    return registryError(401, 'UNAUTHORIZED', 'authentication required', null, {
      'WWW-Authenticate': formatChallenge('Basic', { realm: 'token' }),
    });
  }
  const scopes = (post ? request.form : request.query).getAll('scope').flatMap((scope) => scope.split(' '));
  const { tokenField = 'token', expiresIn = 300 } = auth;
  const token = tokens.issue({ service, scopes }, expiresIn ?? 60);
  return json(200, {
    ...(tokenField !== 'access_token' && { token }),
    ...(tokenField !== 'token' && { access_token: token }),
    ...(expiresIn !== null && { expires_in: expiresIn }),
  });
}

function allowsForm({ form }: RegistryRequest, auth: BearerAuth, service: string, tokens: Tokens): boolean {
  if (form.get('grant_type') === 'refresh_token') {
    return isRefreshToken(form.get('refresh_token') ?? '', auth, service, tokens);
  }
  const password = form.get('password') ?? '';
  const username = form.get('username') ?? '';
  return isUser(auth.users ?? {}, username, password) || isRefreshToken(password, auth, service, tokens);
}

function allowsBasic(
  { headers }: RegistryRequest,
  auth: BearerAuth,
  service: string,
  tokens: Tokens,
): boolean {
  const credentials = parseAuthorization(headers.authorization);
  if (credentials.scheme === 'none') return headers.authorization === undefined && auth.anonymous === true;
  if (credentials.scheme === 'bearer') return false;
  // Azure takes a refresh token as the password of the user 00000000-0000-0000-0000-000000000000
  const { username, password } = credentials;
  return isUser(auth.users ?? {}, username, password) || isRefreshToken(password, auth, service, tokens);
}

function isRefreshToken(token: string, auth: BearerAuth, service: string, tokens: Tokens): boolean {
  return auth.refreshTokens?.includes(token) === true || tokens.isRefresh(token, service);
}
