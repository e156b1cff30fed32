import type { Answer } from './http.ts';
import { Unresolved } from './source.ts';

/** The error for a status that no place has a better sentence for. @param where the host that answered */
export function answerError({ status, headers }: Answer, where: string): Unresolved {
  if (status === 403) {
    return new Unresolved('forbidden', `${where} refuses these credentials; they need pull permission`);
  }
  if (status === 407) {
    return new Unresolved('unreachable', `the proxy to ${where} wants a login; put it into HTTPS_PROXY`);
  }
  if (status === 408) return new Unresolved('timeout', `${where} took too long to answer; try later`);
  if (status === 429) {
    const seconds = headers['retry-after']?.match(/^\d+$/)?.[0];
    const when = seconds === undefined ? 'later' : `in ${seconds} s`;
    return new Unresolved('rate-limited', `${where} limits requests; try again ${when}, or log in`);
  }
  if (status >= 500) return new Unresolved('unreachable', `${where} failed with status ${status}; try later`);
  return new Unresolved('invalid-response', `${where} answered with status ${status}; is it a registry?`);
}
