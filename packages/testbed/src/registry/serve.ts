import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Faults } from '../http/faults.ts';
import { parseAuthorization } from './challenge.ts';
import { type RegistryRequest, type RegistryResponse, registryError } from './http-types.ts';
import { canonicalHost } from './reference.ts';

/** A request that the registry received. */
export interface RecordedRequest {
  /** The virtual host as the client named it, with its port unless it is the scheme's own. */
  host: string;
  method: string;
  /** Path and query, as sent. */
  path: string;
  /** 0 until there is an answer, and for good when there is none. */
  status: number;
  authorization: 'none' | 'basic' | 'bearer';
  /** Milliseconds, performance.now() at arrival. */
  at: number;
  /** Empty for a form, which may hold a login. */
  body: string;
}

/** What `serve` needs to know of the registry, asked anew for every request. */
export interface Service {
  answer(request: RegistryRequest): RegistryResponse;
  /** The host that the server's own address stands for. */
  ownHost(): { address: string; host: string };
  /** The faults that a request to this host can meet, in order. */
  faultsFor(host: string): Faults[];
  latencyMs(): number;
  record(request: RecordedRequest): void;
}

/** Makes the request handler: records, delays, injects faults, and sends what the registry answers. */
export function serve(service: Service): RequestListener {
  return (req, res) => {
    handle(service, req, res).catch((error: unknown) => {
      // a bug in the testbed must show up in the test that met it
      if (!res.headersSent) send(res, registryError(500, 'UNKNOWN', String(error)));
    });
  };
}

async function handle(service: Service, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const request = await readRequest(service, req);
  const recorded: RecordedRequest = {
    host: request.authority,
    method: request.method,
    path: req.url ?? '',
    status: 0,
    authorization: parseAuthorization(req.headers.authorization).scheme,
    at: performance.now(),
    body: request.body,
  };
  service.record(recorded);
  const done = () => {
    if (res.headersSent) recorded.status = res.statusCode;
  };
  // prefinish comes before the client can have the answer, close also after an answer that was cut short
  res.once('prefinish', done).once('close', done);

  const latency = service.latencyMs();
  if (latency > 0) await setTimeout(latency, undefined, { ref: false });
  for (const faults of service.faultsFor(request.host)) {
    if (await faults.intercept(req, res, errorBody)) return;
  }
  send(res, service.answer(request));
}

async function readRequest(service: Service, req: IncomingMessage): Promise<RegistryRequest> {
  const spoken = 'encrypted' in req.socket ? 'https' : 'http';
  // a proxy's client that makes no tunnel sends the whole URL, RFC 9112 section 3.2.2
  const url = new URL(req.url ?? '/', `${spoken}://${req.headers.host ?? '127.0.0.1'}`);
  const text = req.method === 'POST' || req.method === 'PUT' ? await readText(req) : '';
  const isForm = req.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const own = service.ownHost();
  return {
    method: req.method ?? '',
    scheme: url.protocol === 'https:' ? 'https' : 'http',
    authority: url.host,
    host: url.host === own.address ? own.host : canonicalHost(url.host),
    path: decode(url.pathname),
    query: url.searchParams,
    headers: req.headers,
    form: new URLSearchParams(isForm ? text : ''),
    body: isForm ? '' : text,
  };
}

async function readText(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req.setEncoding('utf8')) text += chunk;
  return text;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function send(res: ServerResponse, { status, headers, body }: RegistryResponse): void {
  // a HEAD answer names the length of the body that GET would send
  if (status !== 304 && headers['Content-Length'] === undefined) {
    res.setHeader('Content-Length', Buffer.byteLength(body));
  }
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.end(body);
}

const ERROR_CODES: Record<number, [code: string, message: string]> = {
  401: ['UNAUTHORIZED', 'authentication required'],
  403: ['DENIED', 'requested access to the resource is denied'],
  404: ['MANIFEST_UNKNOWN', 'manifest unknown'],
  429: ['TOOMANYREQUESTS', 'too many requests'],
};

function errorBody(status: number): { contentType: string; body: string } {
  const [code, message] = ERROR_CODES[status] ?? ['UNKNOWN', 'unknown error'];
  return { contentType: 'application/json; charset=utf-8', body: registryError(status, code, message).body };
}
