/**
 * Formats one challenge of a WWW-Authenticate header: `Bearer realm="…",service="…"`, parameters in the given order,
 * those that are undefined left out. No space follows a comma: docker-registry sends none, and az's parser breaks on one.
 * https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate
 */
export function formatChallenge(scheme: string, parameters: Record<string, string | undefined>): string {
  const parts = Object.entries(parameters)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`);
  return `${scheme} ${parts.join(',')}`;
}

/** What an Authorization header carries, as far as registries use it. */
export type Credentials =
  | { scheme: 'none' }
  | { scheme: 'basic'; username: string; password: string }
  | { scheme: 'bearer'; token: string };

/** Reads an Authorization header; anything that can't be read counts as none. https://www.rfc-editor.org/rfc/rfc7617 */
export function parseAuthorization(header: string | undefined): Credentials {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', token: value };
  if (scheme.toLowerCase() !== 'basic') return { scheme: 'none' };
  const text = Buffer.from(value, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return { scheme: 'none' };
  return { scheme: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) };
}
