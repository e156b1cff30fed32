/** What came of a request, as far as it decides whether to send it again. */
export interface Outcome {
  /** Status of the answer; undefined when none came. */
  status?: number | undefined;
  /** Node's code of a connection that failed. */
  code?: string | undefined;
  /** The Retry-After header: seconds, or a date. */
  retryAfter?: string | undefined;
  /** The answer's Date header. */
  date?: string | undefined;
}

const MAX_ATTEMPTS = 6;
const FIRST_DELAY_MS = 300;

// 401, 403 and 404 will be no other next time; a refused connection is a registry that isn't there.
const RETRIED_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const RETRIED_CODES = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN']);

/** Whether the same request may do better later. */
export const mayPass = ({ status, code }: Outcome): boolean =>
  status === undefined ? RETRIED_CODES.has(code ?? '') : RETRIED_STATUS.has(status);

/**
 * How long to wait before the next attempt, in milliseconds; undefined when there is to be none.
 *
 * The delay doubles from attempt to attempt. Half of it is chance, so that clients that failed together don't come back
 * together. A Retry-After is never undercut: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 *
 * @param attempt of the request that failed, from 1
 * @param random from 0 to 1
 */
export function retryDelayMs(
  outcome: Outcome,
  attempt: number,
  random: number,
  now: number,
): number | undefined {
  if (!mayPass(outcome) || attempt >= MAX_ATTEMPTS) return undefined;
  const backoff = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + random / 2);
  const asked = retryAfterMs(outcome, now);
  return asked === undefined ? backoff : asked + backoff / 2;
}

/** The wait that an answer asks for, in milliseconds. */
export function retryAfterMs({ retryAfter = '', date }: Outcome, now: number): number | undefined {
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const until = Date.parse(retryAfter);
  if (Number.isNaN(until)) return undefined;
  // Counted from the server's own clock where it is told; ours may be wrong.
  const since = Date.parse(date ?? '');
  return Math.max(0, until - (Number.isNaN(since) ? now : since));
}
