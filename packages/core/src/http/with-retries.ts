import type { LimitFunction } from 'p-limit';
import type { Deadline } from '../io/deadline.ts';
import type { Log } from '../io/log.ts';
import { ConnectionError } from './connection-error.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http-types.ts';
import { type AttemptResult, isTransient, retryAfterMs, retryDelayMs } from './retry-delay.ts';

/** A time during which a host must not be called, because its Retry-After said so. */
interface Pause {
  /** End of the pause, by performance.now(). */
  until: number;
  /** The response that asked for it. */
  response: HttpResponse;
}

/** A response, or the reason why there is none. */
type Result = { response: HttpResponse } | { failure: ConnectionError };

/** A result, and the wait before the next attempt. `delayMs` is undefined if another attempt makes no sense. */
type Attempt = Result & { delayMs: number | undefined };

/** No wait is longer, even without a deadline: a Retry-After may name a time years from now. */
const MAX_WAIT_MS = 60 * 60 * 1000;

/**
 * Wraps a client so that it is gentle on registries: it limits concurrent requests, repeats requests after transient
 * failures, and sends nothing to a host before its Retry-After has passed.
 *
 * What writes (PUT, DELETE, and a POST that says so) is sent once and never after a wait, because its caller has just made
 * sure that nobody else wrote: it gets the failure, or the response that asked for the pause, and has to look again.
 *
 * A request that waits does not count as concurrent. If the wait would exceed the deadline or an hour, the last result is
 * returned at once.
 */
export function withRetries(
  client: HttpClient,
  limit: LimitFunction,
  deadline: Deadline,
  log: Log,
): HttpClient {
  const pauses = new Map<string, Pause>();
  // The last transient failure of each host. All requests wait for the first one to their registry, so some get their
  // first turn only when the time is up; this tells them what was wrong.
  const troubles = new Map<string, Result>();
  const isTooLong = (ms: number) => ms >= Math.min(deadline.remainingMs(), MAX_WAIT_MS);
  const pauseOf = (host: string): Pause | undefined => {
    const pause = pauses.get(host);
    return pause !== undefined && performance.now() < pause.until ? pause : undefined;
  };

  const attempt = async (request: HttpRequest, number: number): Promise<Attempt> => {
    const { host } = request.url;
    const result = await resultOf(client(request));
    const facts = attemptResult(result);
    const now = Date.now();
    const delayMs = retryDelayMs(facts, number, Math.random(), now);
    if (isTransient(facts)) troubles.set(host, result);
    else if ('response' in result) troubles.delete(host);
    if ('response' in result && delayMs !== undefined && retryAfterMs(facts, now) !== undefined) {
      const until = performance.now() + delayMs;
      if (until > (pauses.get(host)?.until ?? 0)) pauses.set(host, { until, response: result.response });
    }
    return { ...result, delayMs };
  };

  return async (request) => {
    const { host } = request.url;
    const writes = request.writes || request.method === 'PUT' || request.method === 'DELETE';
    let last: Result | undefined;
    for (let number = 1; ; ) {
      const pause = pauseOf(host);
      if (pause !== undefined) {
        const ms = pause.until - performance.now();
        if (writes || isTooLong(ms)) return pause.response;
        await deadline.sleep(ms);
        continue;
      }
      // A pause may have begun while this request waited for its turn.
      const result = await limit(async () => (pauseOf(host) ? undefined : attempt(request, number)));
      if (result === undefined) continue;
      const { delayMs } = result;
      if (writes || delayMs === undefined || isTooLong(delayMs)) {
        // An attempt that the deadline cut off says less than the one before it.
        const cutOff = deadline.signal.aborted && 'failure' in result;
        const telling = (cutOff && (last ?? troubles.get(host))) || result;
        if ('response' in telling) return telling.response;
        throw telling.failure;
      }
      last = result;
      const { status, code } = attemptResult(result);
      log.verbose(`${host}: ${status ?? code}: trying again in ${Math.ceil(delayMs)} ms`);
      await deadline.sleep(delayMs);
      number += 1;
    }
  };
}

/** The result of a request. Errors that no retry can change are thrown. */
async function resultOf(sent: Promise<HttpResponse>): Promise<Result> {
  try {
    return { response: await sent };
  } catch (error) {
    if (error instanceof ConnectionError) return { failure: error };
    throw error;
  }
}

function attemptResult(result: Result): AttemptResult {
  if ('failure' in result) return { code: result.failure.reason };
  const { status, headers } = result.response;
  return { status, retryAfter: headers['retry-after'], date: headers.date };
}
