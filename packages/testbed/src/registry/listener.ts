import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import type { CertificateAuthority } from './certificates.ts';

/** The listening side: one port of 127.0.0.1 that speaks HTTP, TLS with any host's certificate, and CONNECT. */
export interface Listener {
  port: number;
  /** Closes all connections, whatever they are doing, and the port. */
  close(): Promise<void>;
}

/** The first byte of a TLS connection: the record type "handshake", RFC 8446 section 5.1. No HTTP method starts so. */
const TLS_HANDSHAKE = 0x16;

/**
 * Starts to listen. A connection is TLS or HTTP by its first byte, and what arrives through a CONNECT tunnel
 * (RFC 9110 section 9.3.6, also in HTTP/1.0) is dispatched just so: every tunnel ends here, whatever host it names.
 *
 * @param refuses whether CONNECT to a host name is answered 502, as a proxy does for a host that is down.
 */
export async function startListener(
  handler: RequestListener,
  authority: CertificateAuthority,
  refuses: (host: string) => boolean,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const http = createHttpServer(handler);
  const https = createHttpsServer(
    {
      // for clients that send no server name, because they connect to the address itself
      ...(await authority.issue('localhost', '127.0.0.1')),
      SNICallback: (name, done) => {
        authority.issue(name).then(
          (certificate) => done(null, createSecureContext(certificate)),
          (error: Error) => done(error),
        );
      },
    },
    handler,
  );
  // the default of 5 s would now and then close a connection just as a slow test reuses it
  http.keepAliveTimeout = https.keepAliveTimeout = 60_000;
  https.on('clientError', (_error, socket) => socket.destroy());

  const dispatch = (socket: Duplex): void => {
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return socket.destroy();
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? https : http).emit('connection', socket);
    });
  };

  http.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const host = (request.url ?? '').replace(/:\d+$/, '');
    if (refuses(host)) return socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    return dispatch(socket);
  });

  const server = createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // a client that breaks off is no failure of the testbed
    socket.on('error', () => {});
    dispatch(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
