/** The parts of a request's result that decide whether to send it again. */
export interface AttemptResult {
  /** Status of the response; undefined if there was none. */
  status?: number | undefined;
  /** Node's code for a failed connection. */
  code?: string | undefined;
  /** The Retry-After header: seconds, or a date. */
  retryAfter?: string | undefined;
  /** The response's Date header. */
  date?: string | undefined;
}

const MAX_ATTEMPTS = 6;
const FIRST_DELAY_MS = 300;

// 401, 403 and 404 will be the same next time, and a refused connection means that no registry is there.
const RETRIED_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const RETRIED_CODES = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN']);

/** Whether the same request may succeed later. */
export const isTransient = ({ status, code }: AttemptResult): boolean =>
  status === undefined ? RETRIED_CODES.has(code ?? '') : RETRIED_STATUS.has(status);

/**
 * The wait before the next attempt, in milliseconds. Undefined if there must not be another.
 *
 * The delay doubles with each attempt. Half of it is random, so that clients that failed together don't come back
 * together. It is never shorter than Retry-After: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 *
 * @param attempt number of the failed attempt, from 1
 * @param random from 0 to 1
 * @param now milliseconds of the epoch
 */
export function retryDelayMs(
  result: AttemptResult,
  attempt: number,
  random: number,
  now: number,
): number | undefined {
  if (!isTransient(result) || attempt >= MAX_ATTEMPTS) return undefined;
  const backoff = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + random / 2);
  const requested = retryAfterMs(result, now);
  return requested === undefined ? backoff : requested + backoff / 2;
}

/** The wait that a response's Retry-After asks for, in milliseconds. */
export function retryAfterMs({ retryAfter = '', date }: AttemptResult, now: number): number | undefined {
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const until = Date.parse(retryAfter);
  if (Number.isNaN(until)) return undefined;
  // Measured by the server's clock if the response has a Date, because ours may be wrong.
  const since = Date.parse(date ?? '');
  return Math.max(0, until - (Number.isNaN(since) ? now : since));
}
