import { setTimeout } from 'node:timers/promises';
import { ENDED, type Kubectl, TOO_LARGE } from './kubectl.ts';

/** Milliseconds between attempts: about half a minute in all, which an API server's restart takes. */
export const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000] as const;

/** Sleeps; an abort ends it early, without an error. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}

/** What is said of an object that does not have its kind's shape. */
export const ODD = 'not as expected';

/**
 * Failures that another attempt can't mend: the server has understood, and refused, or its answer is odd. The denial of a webhook need not have
 * a reason in parentheses, and that of a ValidatingAdmissionPolicy has none.
 */
const FINAL =
  /: not as expected: |denied (?:the )?request|\((?:Forbidden|Unauthorized|NotFound|MethodNotAllowed|UnsupportedMediaType|Invalid|BadRequest|Expired|Gone)\)/;

/** What kubectl says about its configuration or options, before it asks a server; `error: unexpected EOF` is of the network. */
const MISCONFIGURED =
  /^error: (?:(?:context|cluster|auth info) "|stat |error (?:loading config file|parsing)|invalid configuration|unknown )/i;

/** Whether kubectl's sentence is about something that may pass: a busy server, a lost connection, a hanging kubectl. */
export const isTransient = (failure: string): boolean =>
  failure !== ENDED && failure !== TOO_LARGE && !FINAL.test(failure) && !MISCONFIGURED.test(failure);

/**
 * Asks again, with growing pauses, while the failure of the answer is transient; returns the last answer.
 * For questions only: what changes the cluster needs a look at it before it is repeated.
 */
export async function askAgain<T extends { failure?: string | undefined }>(
  ask: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let answer = await ask();
  for (const ms of BACKOFF_MS) {
    if (answer.failure === undefined || !isTransient(answer.failure) || signal?.aborted) break;
    await sleep(ms, signal);
    const next = await ask();
    // What was wrong before says more than that we gave up.
    if (next.failure === ENDED) break;
    answer = next;
  }
  return answer;
}

/** A kubectl for questions, which asks again while a failure is transient. */
export const withRetries =
  (kubectl: Kubectl, signal?: AbortSignal): Kubectl =>
  (args, call) =>
    askAgain(() => kubectl(args, call), signal);
