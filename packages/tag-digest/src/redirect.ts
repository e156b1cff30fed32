import { whyRefused } from './destination.ts';
import type { Answer, HttpRequest } from './http.ts';
import { Unresolved } from './source.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The request that an answer sends us on with; undefined where it doesn't, or where a body would have to go along, for
 * that may hold a refresh token. Authorization stays behind when the origin changes.
 * https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx
 *
 * @param first where the request went at first, by which the places it may be sent to are judged
 */
export function redirected(
  request: HttpRequest,
  { status, headers }: Answer,
  first: URL,
  plainHosts: ReadonlySet<string>,
): HttpRequest | undefined {
  const { method, url } = request;
  const { location = '' } = headers;
  if (!REDIRECTS.has(status) || location === '' || method === 'POST') return undefined;
  if (!URL.canParse(location, url.href)) {
    throw new Unresolved('invalid-response', `${url.host} redirects to nowhere; is it a registry?`);
  }
  const target = new URL(location, url);
  const why = whyRefused(target, first, plainHosts);
  if (why !== undefined) {
    const sentence = `${url.host} redirects to ${target.host}, which is not followed: ${why}`;
    throw new Unresolved('invalid-response', sentence);
  }
  const { authorization: _, ...rest } = request.headers ?? {};
  return { method, url: target, headers: target.origin === url.origin ? (request.headers ?? {}) : rest };
}
