import type { Log } from '@patch-notebook-sts/core/io/log';
import type { Deadline } from './deadline.ts';
import type { Answer, Http, HttpRequest } from './http.ts';
import type { Limit } from './limit.ts';
import { NoAnswer } from './no-answer.ts';
import { mayPass, type Outcome, retryAfterMs, retryDelayMs } from './retry.ts';

/** A time that a host asked to be left alone for. */
interface Pause {
  /** performance.now() of its end. */
  until: number;
  /** The answer that asked for it. */
  answer: Answer;
}

/** An answer, or why there was none. */
type Result = { answer: Answer } | { failure: NoAnswer };

/** What an attempt came to; `delayMs` where another one makes sense. */
type Attempt = Result & { delayMs: number | undefined };

/**
 * Sends requests through `http` so that a registry can stand it: a limited number at a time, again after failures that
 * may pass, and none at all to a host before the time that its Retry-After names.
 *
 * A request that waits holds no place among those under way. Where the deadline would come first, the last answer is
 * given at once: there is nothing to wait for.
 */
export function createSender(http: Http, limit: Limit, deadline: Deadline, log: Log): Http {
  const pauses = new Map<string, Pause>();
  // What each host last said that may pass. A request may have its first turn just when the time is over, for all wait
  // for the first that goes to their registry.
  const troubles = new Map<string, Result>();
  const pauseOf = (host: string): Pause | undefined => {
    const pause = pauses.get(host);
    return pause !== undefined && performance.now() < pause.until ? pause : undefined;
  };

  const attempt = async (request: HttpRequest, number: number): Promise<Attempt> => {
    const result = await outcomeOf(http(request));
    const outcome = summary(result);
    const now = Date.now();
    const delayMs = retryDelayMs(outcome, number, Math.random(), now);
    if (mayPass(outcome)) troubles.set(request.url.host, result);
    else if ('answer' in result) troubles.delete(request.url.host);
    if ('answer' in result && delayMs !== undefined && retryAfterMs(outcome, now) !== undefined) {
      const { host } = request.url;
      const until = performance.now() + delayMs;
      if (until > (pauses.get(host)?.until ?? 0)) pauses.set(host, { until, answer: result.answer });
    }
    return { ...result, delayMs };
  };

  return async (request) => {
    const { host } = request.url;
    let last: Result | undefined;
    for (let number = 1; ; ) {
      const pause = pauseOf(host);
      if (pause !== undefined) {
        const ms = pause.until - performance.now();
        if (ms >= deadline.remainingMs()) return pause.answer;
        await deadline.sleep(ms);
        continue;
      }
      // Looked up again when its turn has come: a pause may have begun meanwhile.
      const result = await limit(async () => (pauseOf(host) ? undefined : attempt(request, number)));
      if (result === undefined) continue;
      const { delayMs } = result;
      if (delayMs === undefined || delayMs >= deadline.remainingMs()) {
        // Broken off by the deadline, an attempt says less than what came before it.
        const brokenOff = deadline.signal.aborted && 'failure' in result;
        const telling = (brokenOff && (last ?? troubles.get(host))) || result;
        if ('answer' in telling) return telling.answer;
        throw telling.failure;
      }
      last = result;
      const { status, code } = summary(result);
      log.verbose(`${host}: ${status ?? code}: trying again in ${Math.ceil(delayMs)} ms`);
      await deadline.sleep(delayMs);
      number += 1;
    }
  };
}

/** The result of a request; what no retry could change is thrown. */
async function outcomeOf(sent: Promise<Answer>): Promise<Result> {
  try {
    return { answer: await sent };
  } catch (error) {
    if (error instanceof NoAnswer) return { failure: error };
    throw error;
  }
}

function summary(result: Result): Outcome {
  if ('failure' in result) return { code: result.failure.reason };
  const { status, headers } = result.answer;
  return { status, retryAfter: headers['retry-after'], date: headers.date };
}
