/** A login for a registry. */
export type Credentials =
  | { username: string; password: string }
  /** A docker config's `identitytoken`: an OAuth2 refresh token, exchanged for an access token at the realm. */
  | { identityToken: string }
  /** A docker config's `registrytoken`, or an access token: sent as it is. */
  | { bearerToken: string };

/** The Authorization header for credentials that need no token endpoint; undefined for others. */
export function directHeader(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined || 'identityToken' in credentials) return undefined;
  if ('bearerToken' in credentials) return `Bearer ${credentials.bearerToken}`;
  return basicHeader(credentials.username, credentials.password);
}

/** https://www.rfc-editor.org/rfc/rfc7617 */
export const basicHeader = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
