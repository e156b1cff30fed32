import type { Agent } from 'node:https';
import type { Log } from '@patch-notebook-sts/core/io/log';
import { VERSION } from '@patch-notebook-sts/core/version';
import axios from 'axios';
import type { Deadline } from './deadline.ts';
import { connectionFailure, NoAnswer } from './no-answer.ts';
import { redirected } from './redirect.ts';
import { Unresolved } from './source.ts';

export interface HttpRequest {
  method: 'HEAD' | 'GET' | 'POST';
  url: URL;
  headers?: Record<string, string>;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Record<string, string>;
}

/** An HTTP answer of any status; header names are in lower case. */
export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

/** Sends one request. What gets no answer throws Unresolved. */
export type Http = (request: HttpRequest) => Promise<Answer>;

/** No manifest, tag list or token is larger; a registry may not fill the memory. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;

export interface HttpOptions {
  deadline: Deadline;
  log: Log;
  /** Hosts, with their port, that the user named for plain HTTP. */
  plainHosts: ReadonlySet<string>;
  /** The agent of TLS connections; called only when there is one to make. */
  httpsAgent: () => Agent;
}

/**
 * A function that sends requests through the proxy of HTTPS_PROXY and NO_PROXY, and follows redirects to where it may
 * go. axios' own error is never shown: it holds the headers. The log gets no query, for that of a redirect's URL may
 * hold a secret.
 */
export function createHttp(options: HttpOptions): Http {
  return async (first) => {
    let request = first;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const answer = await send(request, options);
      const next = redirected(request, answer, first.url, options.plainHosts);
      if (next === undefined) return answer;
      request = next;
    }
    throw new Unresolved('invalid-response', `${first.url.host} redirects in circles; is it a registry?`);
  };
}

async function send(
  { method, url, headers, form }: HttpRequest,
  { deadline, log, httpsAgent }: HttpOptions,
): Promise<Answer> {
  const name = `${method} ${url.origin}${url.pathname}`;
  try {
    const response = await axios.request<Uint8Array>({
      method,
      url: url.href,
      headers: {
        'user-agent': `patch-notebook-sts/${VERSION}`,
        // Unpacked by a proxy, a body would no longer be what its digest says.
        'accept-encoding': 'identity',
        ...headers,
      },
      ...(form === undefined ? {} : { data: new URLSearchParams(form) }),
      ...(url.protocol === 'https:' ? { httpsAgent: httpsAgent() } : {}),
      responseType: 'arraybuffer',
      timeout: REQUEST_TIMEOUT_MS,
      signal: deadline.signal,
      maxContentLength: MAX_BODY_BYTES,
      maxRedirects: 0,
      validateStatus: () => true,
    });
    log.verbose(`${name}: ${response.status}`);
    const known = Object.entries(response.headers).map(([key, value]) => [key.toLowerCase(), String(value)]);
    return { status: response.status, headers: Object.fromEntries(known), body: response.data };
  } catch (error) {
    const failure = connectionFailure(error, url.host, deadline.remainingMs() === 0);
    log.verbose(`${name}: no answer (${failure instanceof NoAnswer ? failure.reason : failure.code})`);
    throw failure;
  }
}
