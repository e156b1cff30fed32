import { Agent } from 'node:https';
import { createAxiosClient } from '@patch-notebook-sts/core/http/axios-client';
import { ConnectionError } from '@patch-notebook-sts/core/http/connection-error';
import type { HttpClient } from '@patch-notebook-sts/core/http/http-types';
import { retryAfterMs } from '@patch-notebook-sts/core/http/retry-delay';
import { type Deadline, startDeadline } from '@patch-notebook-sts/core/io/deadline';
import type { Log } from '@patch-notebook-sts/core/io/log';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { payload, type TeamMessage, type WebhookKind } from './payload.ts';

/** For all messages together: they come last, and nobody waits for them. */
const TIMEOUT_MS = 2 * 60_000;
const ATTEMPTS = 4;
const FIRST_DELAY_MS = 1000;

/** Failures before anything was sent, and answers that took nothing. After any other the message may be in the channel. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
const NOT_TAKEN = new Set([429, 503]);

/**
 * Posts messages one after the other, since such services limit how many they take. Returns what went wrong, in sentences: a
 * message that can't be delivered keeps nothing from happening. The URL is in none of them.
 */
export async function sendMessages(
  url: URL,
  kind: WebhookKind,
  messages: readonly TeamMessage[],
  log: Log,
): Promise<string[]> {
  const deadline = startDeadline(TIMEOUT_MS);
  const agent = new Agent({ keepAlive: true });
  const client = createAxiosClient({ deadline, log, plainHosts: new Set(), httpsAgent: () => agent });
  const faults: string[] = [];
  for (const message of messages) {
    const body = Buffer.from(JSON.stringify(payload(kind, message)));
    const fault = await send(client, url, body, deadline);
    if (fault !== undefined) faults.push(`${message.title}: the webhook did not take the message: ${fault}`);
  }
  agent.destroy();
  return faults;
}

async function send(
  client: HttpClient,
  url: URL,
  body: Uint8Array,
  deadline: Deadline,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { fault, retryMs } = await post(client, url, body);
    if (fault === undefined) return undefined;
    if (retryMs === undefined || attempt >= ATTEMPTS) return fault;
    const ms = Math.max(retryMs, FIRST_DELAY_MS * 2 ** (attempt - 1));
    if (ms >= deadline.remainingMs()) return fault;
    await deadline.sleep(ms);
  }
}

/** `retryMs` is set where nothing has been delivered, and another attempt may succeed. */
async function post(
  client: HttpClient,
  url: URL,
  body: Uint8Array,
): Promise<{ fault?: string; retryMs?: number }> {
  try {
    const headers = { 'content-type': 'application/json' };
    const { status, headers: answer } = await client({ method: 'POST', url, headers, body, isSecret: true });
    if (status >= 200 && status < 300) return {};
    const fault = `HTTP status ${status}`;
    if (!NOT_TAKEN.has(status)) return { fault };
    return {
      fault,
      retryMs: retryAfterMs({ retryAfter: answer['retry-after'], date: answer.date }, Date.now()) ?? 0,
    };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    const fault =
      error instanceof ConnectionError ? `no answer (${error.reason})` : `no answer (${error.code})`;
    return error instanceof ConnectionError && UNSENT.has(error.reason) ? { fault, retryMs: 0 } : { fault };
  }
}
