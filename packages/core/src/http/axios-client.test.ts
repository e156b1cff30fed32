import { createServer, type RequestListener } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import { startDeadline } from '../io/deadline.ts';
import { createLog } from '../io/log.ts';
import { createAxiosClient } from './axios-client.ts';

async function serve(t: Test, handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function lab(deadlineMs = 30_000, timeoutMs = 30_000) {
  const stderr = new PassThrough({ encoding: 'utf8' });
  const log = createLog('x', stderr, 'verbose');
  const http = createAxiosClient({
    deadline: startDeadline(deadlineMs),
    timeoutMs,
    log,
    plainHosts: new Set(),
    httpsAgent: () => new Agent(),
  });
  return { http, stderr };
}
const get = (url: string, headers = {}) => ({ method: 'GET' as const, url: new URL(url), headers });

t.test('a response of any status; the log has neither query nor headers', async (t) => {
  const url = await serve(t, (request, response) => {
    response.writeHead(404, {
      'X-Seen': `${request.headers['user-agent']} ${request.headers['accept-encoding']}`,
    });
    response.end('no');
  });
  const { http, stderr } = lab();
  const { status, headers, body } = await http(
    get(`${url}/a?token=s3cret`, { authorization: 'Bearer s3cret' }),
  );
  t.equal(status, 404);
  t.match(headers['x-seen'], /^patch-notebook-sts\/\S+ identity$/);
  t.equal(Buffer.from(body).toString(), 'no');
  t.equal(stderr.read(), `x: GET ${url}/a: 404\n`);
});

t.test('a redirect to another origin drops the login', async (t) => {
  const seen: (string | undefined)[] = [];
  const other = await serve(t, (request, response) => {
    seen.push(request.headers.authorization);
    response.end();
  });
  const url = await serve(t, (request, response) => {
    seen.push(request.headers.authorization);
    const location =
      request.url === '/far' ? `${other}/x?sig=s3cret` : request.url === '/near' ? '/end' : undefined;
    response.writeHead(location === undefined ? 200 : 307, location === undefined ? {} : { location });
    response.end();
  });
  const { http, stderr } = lab();
  await http(get(`${url}/near`, { authorization: 'Basic s3cret' }));
  await http(get(`${url}/far`, { authorization: 'Basic s3cret' }));
  t.same(seen, ['Basic s3cret', 'Basic s3cret', 'Basic s3cret', undefined]);
  t.notMatch(stderr.read(), 's3cret');
});

t.test('redirects that are not followed', async (t) => {
  const url = await serve(t, (request, response) => {
    const to = new URL(request.url ?? '', 'http://x').searchParams.get('to') ?? '/';
    response.writeHead(302, { location: to }).end();
  });
  const { http } = lab();
  const to = (target: string) => http(get(`${url}/?to=${encodeURIComponent(target)}`));
  const refused = (message: RegExp) => ({ code: 'invalid-response', message });
  await t.rejects(
    to('http://169.254.169.254/latest'),
    refused(/redirects to 169\.254\.169\.254, which is not followed: it is a link-local/),
  );
  await t.rejects(to('http://example.invalid/'), refused(/it is plain http/));
  await t.rejects(http(get(`${url}/`)), refused(/redirects in circles/));
  const form = await http({
    method: 'POST',
    url: new URL(`${url}/?to=/`),
    form: { refresh_token: 's3cret' },
  });
  t.equal(form.status, 302, 'a form is not sent on');
});

t.test('an endless body, a truncated body, and a server that is not HTTP', async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': 100 });
      response.write('a', () => response.destroy());
    } else {
      const chunk = Buffer.alloc(1 << 20);
      const more = () => response.write(chunk, (error) => error ?? more());
      more();
    }
  });
  const { http } = lab();
  await t.rejects(http(get(`${url}/long`)), { code: 'invalid-response', message: /sent more than 4 MiB/ });
  await t.rejects(http(get(`${url}/cut`)), { code: 'unreachable', reason: 'ECONNRESET' });
  const raw = createNetServer((socket) => socket.end('SSH-2.0-x\r\n'));
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  t.teardown(() => raw.close());
  const port = (raw.address() as AddressInfo).port;
  await t.rejects(http(get(`http://127.0.0.1:${port}/`)), {
    code: 'invalid-response',
    message: /does not speak HTTP/,
  });
  await t.rejects(http(get(`https://${new URL(url).host}/`)), {
    code: 'unreachable',
    message: /--insecure-http/,
  });
});

t.test('the deadline ends a request', async (t) => {
  const url = await serve(t, () => {});
  await t.rejects(lab(50).http(get(url)), { code: 'timeout', message: /did not respond before --timeout/ });
});

/** A server that sends raw bytes, and then more of them every 10 ms, to every connection. */
async function serveRaw(t: Test, start: string, more = ''): Promise<string> {
  const server = createNetServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(start);
      const timer = setInterval(() => socket.write(more), 10);
      socket.on('close', () => clearInterval(timer));
    });
    t.teardown(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

t.test('a server that switches protocols is not a registry', async (t) => {
  const start = 'HTTP/1.1 101 Switching Protocols\r\n';
  const url = await serveRaw(t, `${start}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 'x');
  await t.rejects(lab().http(get(url)), {
    code: 'invalid-response',
    message: /switches to another protocol/,
  });
  const other = await serveRaw(t, `${start}\r\n`);
  t.equal((await lab().http(get(other))).status, 101, 'without Upgrade it is a response like any other');
});

t.test('whatever a server drips, a request ends in time', async (t) => {
  const table: [name: string, start: string, more: string][] = [
    ['nothing', '', ''],
    ['interim responses', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['headers', 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'],
    ['a body with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n', 'x'],
    ['a chunked body', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'],
    ['a body until the end', 'HTTP/1.1 200 OK\r\n\r\n', 'x'],
  ];
  for (const [name, start, more] of table) {
    const url = await serveRaw(t, start, more);
    await t.rejects(
      lab(30_000, 200).http(get(url)),
      { code: 'timeout', message: /took too long to respond/ },
      name,
    );
    await t.rejects(lab(200).http(get(url)), { code: 'timeout', message: /before --timeout/ }, name);
  }
});

t.test('a response says where it came from', async (t) => {
  const other = await serve(t, (_, response) => void response.end());
  const url = await serve(t, (_, response) => void response.writeHead(302, { location: `${other}/x` }).end());
  t.equal((await lab().http(get(`${url}/a`))).url.href, `${other}/x`);
  t.equal((await lab().http(get(`${other}/b`))).url.href, `${other}/b`);
});

t.test('a compressed body that is none', async (t) => {
  const url = await serve(t, (request, response) => {
    response.writeHead(200, { 'content-encoding': request.url?.slice(1) }).end('<html>');
  });
  for (const encoding of ['gzip', 'br', 'deflate']) {
    const rejected = { code: 'invalid-response', message: /sent a body that cannot be decompressed/ };
    await t.rejects(lab().http(get(`${url}/${encoding}`)), rejected, encoding);
  }
});
