import { ResolveError } from '../rows/resolve-error.ts';
import { whyForbidden } from './destination.ts';
import type { HttpRequest, HttpResponse } from './http-types.ts';

const REDIRECT_STATUS = new Set([301, 302, 303, 307, 308]);

/**
 * The request that follows a redirect, or undefined if the response is not one. Only reading is redirected: the form of a
 * POST may hold a refresh token, and what is written belongs where it was sent. The Authorization header is dropped if the
 * origin changes.
 * https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx
 *
 * @param first the URL of the original request, which decides where redirects may lead
 */
export function redirectRequest(
  request: HttpRequest,
  { status, headers }: HttpResponse,
  first: URL,
  plainHosts: ReadonlySet<string>,
): HttpRequest | undefined {
  const { method, url } = request;
  const { location = '' } = headers;
  if (!REDIRECT_STATUS.has(status) || location === '' || (method !== 'GET' && method !== 'HEAD'))
    return undefined;
  if (!URL.canParse(location, url.href)) {
    throw new ResolveError(
      'invalid-response',
      `${url.host} redirects to something that is not a URL; is it a registry?`,
    );
  }
  const target = new URL(location, url);
  const why = whyForbidden(target, first, plainHosts);
  if (why !== undefined) {
    const sentence = `${url.host} redirects to ${target.host}, which is not followed: ${why}`;
    throw new ResolveError('invalid-response', sentence);
  }
  const { authorization: _, ...rest } = request.headers ?? {};
  return { method, url: target, headers: target.origin === url.origin ? (request.headers ?? {}) : rest };
}
