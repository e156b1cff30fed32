import { ResolveError } from '../rows/resolve-error.ts';
import type { HttpResponse } from './http-types.ts';

/** The error for a status that the caller has no better message for. @param where the host that responded */
export function statusError({ status, headers }: HttpResponse, where: string): ResolveError {
  if (status === 403) {
    return new ResolveError('forbidden', `${where} refuses these credentials; they need pull permission`);
  }
  if (status === 407) {
    return new ResolveError('unreachable', `the proxy to ${where} needs a login; put it into HTTPS_PROXY`);
  }
  if (status === 408) return new ResolveError('timeout', `${where} took too long to respond; try later`);
  if (status === 429) {
    const seconds = headers['retry-after']?.match(/^\d{1,9}$/)?.[0];
    const when = seconds === undefined ? 'later' : `in ${seconds} s`;
    return new ResolveError('rate-limited', `${where} limits requests; try again ${when}, or log in`);
  }
  if (status >= 500)
    return new ResolveError('unreachable', `${where} failed with status ${status}; try later`);
  return new ResolveError('invalid-response', `${where} responded with status ${status}; is it a registry?`);
}
