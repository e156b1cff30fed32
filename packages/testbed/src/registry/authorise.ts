import { formatChallenge, parseAuthorization } from './challenge.ts';
import { type RegistryRequest, type RegistryResponse, registryError } from './http-types.ts';
import type { Auth, BearerAuth, Users } from './options.ts';
import { covers, type Tokens } from './tokens.ts';

/** What a request needs: an action on a repository. */
export interface Access {
  repository: string;
  /** `pull`, or `metadata_read` in Azure. */
  action: string;
}

export const isUser = (users: Users, username: string, password: string): boolean =>
  Object.hasOwn(users, username) && users[username] === password;

export const serviceOf = (auth: BearerAuth, host: string): string => auth.service ?? host;

export const realmOf = (auth: BearerAuth, request: RegistryRequest): string =>
  new URL(auth.realm ?? '/token', `${request.scheme}://${request.authority}`).href;

/**
 * Decides whether a request may pass.
 *
 * @param access undefined for `/v2/`, where any valid credentials do.
 * @returns undefined when it may, else the 401 with its challenge. A wrong password gets the same challenge as none; a bad
 * token gets `error="invalid_token"`, one for something else `error="insufficient_scope"` (RFC 6750 section 3.1).
 */
export function authorise(
  request: RegistryRequest,
  auth: Auth | undefined,
  access: Access | undefined,
  tokens: Tokens,
): RegistryResponse | undefined {
  if (auth === undefined) return undefined;
  const credentials = parseAuthorization(request.headers.authorization);
  if (credentials.scheme === 'basic') {
    const taken = auth.scheme === 'basic' || auth.acceptBasic === true;
    if (taken && isUser(auth.users ?? {}, credentials.username, credentials.password)) return undefined;
    return refuse(request, auth, access);
  }
  if (auth.scheme === 'basic' || credentials.scheme === 'none') return refuse(request, auth, access);
  const grant = tokens.check(credentials.token, serviceOf(auth, request.host));
  if (grant === undefined) return refuse(request, auth, access, 'invalid_token');
  if (access === undefined || covers(grant, access.repository, access.action)) return undefined;
  return refuse(request, auth, access, 'insufficient_scope');
}

/** The 401 that tells a client how to log in. */
export function refuse(
  request: RegistryRequest,
  auth: Auth | undefined,
  access: Access | undefined,
  error?: string,
): RegistryResponse {
  const detail = access && [
    { Type: 'repository', Class: '', Name: access.repository, Action: access.action },
  ];
  const challenge = auth?.challenge ?? challengeOf(request, auth, access, error);
  return registryError(401, 'UNAUTHORIZED', 'authentication required', detail ?? null, {
    'WWW-Authenticate': challenge,
  });
}

function challengeOf(
  request: RegistryRequest,
  auth: Auth | undefined,
  access: Access | undefined,
  error: string | undefined,
): string {
  if (auth?.scheme !== 'bearer') return formatChallenge('Basic', { realm: auth?.realm ?? 'lab' });
  return formatChallenge('Bearer', {
    realm: realmOf(auth, request),
    service: serviceOf(auth, request.host),
    scope: access && `repository:${access.repository}:${access.action}`,
    error,
  });
}
