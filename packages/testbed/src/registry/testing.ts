import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:tls';
import type { RegistryRequest } from './http-types.ts';
import { canonicalHost } from './reference.ts';
import type { Registry } from './registry.ts';

export interface Sent {
  method?: string;
  /** Names in lower case. */
  headers?: Record<string, string>;
  /** The body of a PUT or a POST. */
  body?: string;
  /** Sent as a form; the method is then POST. */
  form?: Record<string, string>;
}

/** The request that a client would make with this URL. The parts of the registry that need no socket take it. */
export function requestTo(
  url: string,
  { form, body = '', headers = {}, method = form ? 'POST' : 'GET' }: Sent = {},
): RegistryRequest {
  const { protocol, host, pathname, searchParams } = new URL(url);
  return {
    method,
    scheme: protocol === 'https:' ? 'https' : 'http',
    authority: host,
    host: canonicalHost(host),
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers,
    form: new URLSearchParams(form),
    body,
  };
}

export const basic = (username: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** What came back. */
export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Makes an https request by hand through the registry's proxy, trusting only its authority. */
export async function throughProxy(registry: Registry, url: string, sent: Sent = {}): Promise<Received> {
  const { hostname, pathname, search } = new URL(url);
  const socket = await tunnel(registry.proxyUrl, `${hostname}:443`);
  const secure = connect({ socket, servername: hostname, ca: registry.caPem });
  const body = sent.form && new URLSearchParams(sent.form).toString();
  return new Promise((resolve, reject) => {
    secure.once('error', reject);
    const request = httpRequest({
      createConnection: () => secure,
      path: pathname + search,
      method: sent.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        host: hostname,
        ...sent.headers,
        ...(body && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    request.once('error', reject).once('response', (response) => resolve(receive(response)));
    request.end(body);
  });
}

async function tunnel(proxyUrl: string, path: string) {
  const request = httpRequest(proxyUrl, { method: 'CONNECT', path });
  return new Promise<IncomingMessage['socket']>((resolve, reject) => {
    request.once('error', reject);
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      return reject(new Error(`proxy: ${response.statusCode}`));
    });
    request.end();
  });
}

async function receive(response: IncomingMessage): Promise<Received> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}
