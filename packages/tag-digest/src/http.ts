import type { Log } from '@patch-notebook-sts/core/log';
import axios from 'axios';
import { Unresolved } from './source.ts';

/** A user and a password for one registry. */
export interface Credentials {
  username: string;
  password: string;
}

/** An HTTP answer of any status; header names are in lower case. */
export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

export type Http = (method: 'HEAD' | 'GET', url: string, headers: Record<string, string>) => Promise<Answer>;

/** No manifest or tag list is larger; a registry may not fill the memory. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * A function that sends requests, with Basic credentials where there are some, through the proxy of HTTPS_PROXY and
 * NO_PROXY. A request without an answer throws Unresolved. axios' own error is never shown: it holds the headers.
 */
export function createHttp(credentials: Credentials | undefined, log: Log): Http {
  return async (method, url, headers) => {
    try {
      const response = await axios.request<Uint8Array>({
        method,
        url,
        // Unpacked by a proxy, a body would no longer be what its digest says.
        headers: { ...headers, 'accept-encoding': 'identity' },
        ...(credentials === undefined ? {} : { auth: credentials }),
        responseType: 'arraybuffer',
        timeout: REQUEST_TIMEOUT_MS,
        maxContentLength: MAX_BODY_BYTES,
        validateStatus: () => true,
      });
      log.verbose(`${method} ${url}: ${response.status}`);
      const known = Object.entries(response.headers).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]);
      return { status: response.status, headers: Object.fromEntries(known), body: response.data };
    } catch (error) {
      log.verbose(`${method} ${url}: no answer`);
      throw unanswered(axios.isAxiosError(error) ? (error.code ?? 'no code') : 'no code', new URL(url).host);
    }
  };
}

function unanswered(code: string, host: string): Unresolved {
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return new Unresolved('timeout', `${host} did not answer within ${REQUEST_TIMEOUT_MS / 1000} s`);
  }
  if (code === 'ERR_BAD_RESPONSE') return new Unresolved('invalid-response', `${host} sent more than 4 MiB`);
  return new Unresolved(
    'unreachable',
    `${host} cannot be reached (${code}); check its name, the network and the proxy`,
  );
}
