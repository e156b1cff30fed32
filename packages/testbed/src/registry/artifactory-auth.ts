import { isUser } from './authorise.ts';
import { parseAuthorization } from './challenge.ts';
import { json, type RegistryRequest, type RegistryResponse } from './http-types.ts';
import type { ArtifactoryOptions } from './options.ts';
import type { Tokens } from './tokens.ts';

/** An error of the REST API: https://jfrog.com/help/r/jfrog-rest-apis/error-responses */
export function restError(
  status: number,
  message: string,
  headers?: RegistryResponse['headers'],
): RegistryResponse {
  return json(status, { errors: [{ status, message }] }, headers);
}

/**
 * Decides whether a request may pass: Basic with a password or an access token, a Bearer access token, or one in
 * X-JFrog-Art-Api. @returns undefined when it may, else the refusal.
 * https://jfrog.com/help/r/jfrog-rest-apis/authentication
 */
export function refuseArtifactory(
  { headers, host }: RegistryRequest,
  { users = {}, accessTokens = [], anonymous = false, refusal = 401, challenge }: ArtifactoryOptions,
  tokens: Tokens,
): RegistryResponse | undefined {
  const credentials = parseAuthorization(headers.authorization);
  const apiKey = headers['x-jfrog-art-api'];
  if (typeof apiKey === 'string' && accessTokens.includes(apiKey)) return undefined;
  if (credentials.scheme === 'bearer') {
    const { token } = credentials;
    if (accessTokens.includes(token) || tokens.check(token, host) !== undefined) return undefined;
  } else if (credentials.scheme === 'basic') {
    const { username, password } = credentials;
    if (isUser(users, username, password) || accessTokens.includes(password)) return undefined;
  } else if (anonymous && apiKey === undefined) return undefined;
  if (refusal !== 401) return restError(refusal, refusal === 403 ? 'Forbidden' : 'Unable to find item');
  return restError(401, 'Authentication is required', {
    'WWW-Authenticate': challenge ?? 'Basic realm="Artifactory Realm"',
  });
}
