import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';

/** What goes wrong, and for which requests. Fields combine: a latency and a status is a late error. */
export interface Fault {
  /** HTTP method, any case; default: all. */
  method?: string;
  /** Searched in the request target as sent: path and query. Default: all. */
  path?: RegExp;
  /** Answer with this status instead of the server's own answer. */
  status?: number;
  /** Value of the Retry-After header, verbatim: seconds, or an HTTP date. */
  retryAfter?: string;
  /** Added to the answer, also to the server's own one when there is no `status`. An array is sent as several headers. */
  headers?: Record<string, string | string[]>;
  /** Body of the answer: a string verbatim, anything else as JSON. Without `status`: of a 200. */
  body?: unknown;
  /** Destroy the socket after this many bytes of the body; 0: before any answer. A shorter body ends whole. */
  dropAfterBytes?: number;
  /** Milliseconds to wait before anything else happens. */
  latencyMs?: number;
  /** How many requests it hits; default: all. */
  times?: number;
  /** Hit only each Nth matching request (3: the third, the sixth, …). */
  every?: number;
  /** Hold the answer until so many of these requests wait for one: a client that doesn't send them at the same time hangs. */
  together?: number;
  /** Never answer. */
  hang?: boolean;
}

/** The body that a server gives to an error status, in its own error format. */
export type BodyFor = (status: number) => { contentType: string; body: string };

interface Armed {
  fault: Fault;
  matched: number;
  hits: number;
  /** Lets those go on that wait for others. */
  waiting: (() => void)[];
}

/**
 * Faults to inject into an HTTP server. They apply in the order in which they were added; the first that answers,
 * drops or hangs ends the request, so a fault that only delays or adds headers combines with a later one.
 */
export class Faults {
  #armed: Armed[] = [];

  /** Arms a fault. Returns the function that disarms it. */
  add(fault: Fault): () => void {
    const armed: Armed = { fault, matched: 0, hits: 0, waiting: [] };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  /** Disarms all faults. Requests that already hang stay hanging. */
  clear(): void {
    this.#armed = [];
  }

  /**
   * Applies the faults that match a request; to be called before the server handles it.
   *
   * @param bodyFor the body for a fault with a status and without a body; default: the status text.
   * @returns true: the request has been answered or destroyed, or it hangs: leave it alone. false: handle it.
   */
  async intercept(req: IncomingMessage, res: ServerResponse, bodyFor?: BodyFor): Promise<boolean> {
    for (const armed of this.#armed) {
      if (!hit(armed, req)) continue;
      const { fault } = armed;
      if (fault.latencyMs && !(await delay(fault.latencyMs, res))) return true;
      if (fault.together !== undefined) await others(armed, fault.together);
      if (fault.hang) return true;
      if (fault.dropAfterBytes === 0) {
        req.socket.destroy();
        return true;
      }
      if (fault.dropAfterBytes !== undefined) dropAfter(res, fault.dropAfterBytes);
      if (fault.retryAfter !== undefined) res.setHeader('Retry-After', fault.retryAfter);
      for (const [name, value] of Object.entries(fault.headers ?? {})) res.setHeader(name, value);
      if (fault.status !== undefined || fault.body !== undefined) {
        answer(fault, res, bodyFor);
        return true;
      }
    }
    return false;
  }
}

/** Waits until `count` requests are here, and lets all of them go on. */
function others({ waiting }: Armed, count: number): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length >= count) for (const goOn of waiting.splice(0)) goOn();
  });
}

function hit(armed: Armed, req: IncomingMessage): boolean {
  const { method, path, every = 1, times = Number.POSITIVE_INFINITY } = armed.fault;
  if (method !== undefined && method.toUpperCase() !== req.method) return false;
  // search(), because test() would keep state in a /g expression
  if (path !== undefined && (req.url ?? '').search(path) < 0) return false;
  armed.matched++;
  if (armed.matched % every !== 0 || armed.hits >= times) return false;
  armed.hits++;
  return true;
}

/** Resolves true after the delay, false as soon as the connection is gone. */
function delay(ms: number, res: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const closed = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      res.off('close', closed);
      resolve(true);
    }, ms);
    res.once('close', closed);
  });
}

function answer(fault: Fault, res: ServerResponse, bodyFor?: BodyFor): void {
  const status = fault.status ?? 200;
  const { contentType, body } = content(fault.body, status, bodyFor);
  if (!res.hasHeader('Content-Type')) res.setHeader('Content-Type', contentType);
  res.statusCode = status;
  res.end(body);
}

function content(body: unknown, status: number, bodyFor?: BodyFor): ReturnType<BodyFor> {
  if (typeof body === 'string') return { contentType: 'text/plain', body };
  if (body !== undefined) return { contentType: 'application/json', body: JSON.stringify(body) };
  return bodyFor?.(status) ?? { contentType: 'text/plain', body: `${STATUS_CODES[status] ?? status}\n` };
}

function dropAfter(res: ServerResponse, bytes: number): void {
  const write = res.write.bind(res) as (chunk: Buffer, done?: () => void) => boolean;
  const end = res.end.bind(res) as (done?: () => void) => ServerResponse;
  let left = bytes;
  let dropped = false;

  const pass = (chunk: Buffer, done?: () => void): boolean => {
    if (dropped) return true;
    if (chunk.length <= left) {
      left -= chunk.length;
      return chunk.length === 0 || write(chunk, done);
    }
    dropped = true;
    // destroyed only when the bytes are on their way, or the client would see none of them
    write(chunk.subarray(0, left), () => res.socket?.destroy());
    return true;
  };

  res.write = ((...args: unknown[]) => pass(bytesOf(args), callbackOf(args))) as ServerResponse['write'];
  res.end = ((...args: unknown[]) => {
    const chunk = bytesOf(args);
    // as res.end() would have done for a body given at once: the client has to miss the rest
    if (!res.headersSent && !res.hasHeader('Content-Length')) res.setHeader('Content-Length', chunk.length);
    pass(chunk);
    return dropped ? res : end(callbackOf(args));
  }) as ServerResponse['end'];
}

function bytesOf([chunk, encoding]: unknown[]): Buffer {
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
}

function callbackOf(args: unknown[]): (() => void) | undefined {
  return args.find((arg): arg is () => void => typeof arg === 'function');
}
