import { createConnection } from 'node:net';
import { connect } from 'node:tls';
import t, { type Test } from 'tap';
import { createAuthority } from './certificates.ts';
import { startListener } from './listener.ts';

async function start(t: Test) {
  const authority = await createAuthority();
  const listener = await startListener(
    (req, res) => res.end(`${req.headers.host} ${req.url}`),
    authority,
    (host) => host === 'down.example',
  );
  t.teardown(() => listener.close());
  return { ...listener, authority };
}

/** Sends bytes and reads until a text shows up. */
function talk(socket: import('node:net').Socket, send: string, until: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const onData = (chunk: Buffer) => {
      seen += chunk;
      if (!until.test(seen)) return;
      socket.off('data', onData);
      resolve(seen);
    };
    socket.on('data', onData).once('error', reject).write(send);
    socket.once('close', () => reject(new Error(`closed after: ${seen}`)));
  });
}

t.test('HTTP and TLS on one port', async (t) => {
  const { port, authority } = await start(t);
  t.equal(await (await fetch(`http://127.0.0.1:${port}/a`)).text(), `127.0.0.1:${port} /a`);
  const secure = connect({ host: '127.0.0.1', port, ca: authority.caPem });
  t.match(await talk(secure, 'GET /b HTTP/1.1\r\nHost: x\r\n\r\n', /\/b/), /x \/b$/);
  secure.destroy();
});

t.test('CONNECT in HTTP/1.0 without a Host, TLS inside with that host certified', async (t) => {
  const { port, authority } = await start(t);
  const socket = createConnection({ host: '127.0.0.1', port });
  t.match(await talk(socket, 'CONNECT ghcr.io:443 HTTP/1.0\r\n\r\n', /\r\n\r\n/), /^HTTP\/1\.1 200 /);
  const secure = connect({ socket, servername: 'ghcr.io', ca: authority.caPem });
  t.match(await talk(secure, 'GET /c HTTP/1.1\r\nHost: ghcr.io\r\n\r\n', /\/c/), /ghcr\.io \/c$/);
  secure.destroy();
});

t.test('what follows CONNECT in the same packet is not lost', async (t) => {
  const { port } = await start(t);
  const socket = createConnection({ host: '127.0.0.1', port });
  const text =
    'CONNECT a.example:80 HTTP/1.1\r\nHost: a.example:80\r\n\r\nGET /d HTTP/1.1\r\nHost: a.example\r\n\r\n';
  t.match(await talk(socket, text, /\/d/), /a\.example \/d$/);
  socket.destroy();
});

t.test('a host that is down', async (t) => {
  const { port } = await start(t);
  const socket = createConnection({ host: '127.0.0.1', port });
  t.match(await talk(socket, 'CONNECT down.example:443 HTTP/1.0\r\n\r\n', /\r\n\r\n/), /^HTTP\/1\.1 502 /);
});

t.test('close ends idle, tunnelled and silent connections', async (t) => {
  const { port, close } = await start(t);
  await (await fetch(`http://127.0.0.1:${port}/keep-alive`)).text();
  const tunnelled = createConnection({ host: '127.0.0.1', port });
  await talk(tunnelled, 'CONNECT ghcr.io:443 HTTP/1.0\r\n\r\n', /\r\n\r\n/);
  const closed = new Promise((resolve) => tunnelled.once('close', resolve));
  await close();
  await closed;
  await t.rejects(fetch(`http://127.0.0.1:${port}/`));
});
