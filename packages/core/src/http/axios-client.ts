import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type Agent, type RequestOptions } from 'node:https';
import axios from 'axios';
import type { Deadline } from '../io/deadline.ts';
import type { Log } from '../io/log.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { VERSION } from '../version.ts';
import { ConnectionError } from './connection-error.ts';
import { explainAxiosError } from './explain-axios-error.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http-types.ts';
import { redirectRequest } from './redirect.ts';

/** No manifest, tag list or token is larger, and a registry must not fill the memory. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;

export interface AxiosClientOptions {
  deadline: Deadline;
  log: Log;
  /** Hosts, with their port, that the user allows plain HTTP for. */
  plainHosts: ReadonlySet<string>;
  /** Limit of each request, from connecting to the last byte of the body; default: 30 s. */
  timeoutMs?: number;
  /** Makes the agent for TLS connections. Called only if there is one to make. */
  httpsAgent: () => Agent;
}

/**
 * An HTTP client that uses the proxy of HTTPS_PROXY and NO_PROXY, and follows redirects to allowed places.
 *
 * Errors of axios are never shown because they hold the headers. URLs are logged without their query because the query
 * of a redirect may hold a secret.
 */
export function createAxiosClient(options: AxiosClientOptions): HttpClient {
  return async (first) => {
    let request = first;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const response = await send(request, options);
      const next = redirectRequest(request, response, first.url, options.plainHosts);
      if (next === undefined) return response;
      request = next;
    }
    throw new ResolveError('invalid-response', `${first.url.host} redirects in circles; is it a registry?`);
  };
}

async function send(
  { method, url, headers, form, body, isSecret }: HttpRequest,
  { deadline, log, httpsAgent, timeoutMs = REQUEST_TIMEOUT_MS }: AxiosClientOptions,
): Promise<HttpResponse> {
  const name = `${method} ${url.origin}${isSecret ? '' : url.pathname}`;
  const timeout = new AbortController();
  const abort = () => timeout.abort();
  // axios' own timeout starts again with every byte. AbortSignal.timeout would not keep the process running, and
  // AbortSignal.any would leave something behind at the deadline's signal for every request.
  const timer = setTimeout(abort, timeoutMs);
  deadline.signal.addEventListener('abort', abort);
  if (deadline.signal.aborted) abort();
  try {
    const response = await axios.request<Uint8Array>({
      method,
      url: url.href,
      headers: {
        'user-agent': `patch-notebook-sts/${VERSION}`,
        // The digest is of the bytes as sent; a compressed and unpacked body would not match it.
        'accept-encoding': 'identity',
        ...headers,
      },
      ...(form === undefined ? {} : { data: new URLSearchParams(form) }),
      ...(body === undefined ? {} : { data: Buffer.from(body) }),
      ...(url.protocol === 'https:' ? { httpsAgent: httpsAgent() } : {}),
      responseType: 'arraybuffer',
      signal: timeout.signal,
      transport,
      maxContentLength: MAX_BODY_BYTES,
      maxRedirects: 0,
      validateStatus: () => true,
    });
    log.verbose(`${name}: ${response.status}`);
    const headerPairs = Object.entries(response.headers).map(([key, value]) => [
      key.toLowerCase(),
      String(value),
    ]);
    return { url, status: response.status, headers: Object.fromEntries(headerPairs), body: response.data };
  } catch (error) {
    const limit = deadline.signal.aborted ? 'deadline' : timeout.signal.aborted ? 'timeout' : undefined;
    const failure = explainAxiosError(error, url.host, limit);
    log.verbose(
      `${name}: no response (${failure instanceof ConnectionError ? failure.reason : failure.code})`,
    );
    throw failure;
  } finally {
    clearTimeout(timer);
    deadline.signal.removeEventListener('abort', abort);
  }
}

/** Node's own clients, except that an upgrade is an error. Otherwise it would give neither a response nor an error. */
const transport = {
  request: (options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest => {
    const request = (options.protocol === 'https:' ? https : http).request(options, onResponse);
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      request.emit('error', Object.assign(new Error('101'), { code: 'ERR_UPGRADE' }));
    });
    return request;
  },
};
