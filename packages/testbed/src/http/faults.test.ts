import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { type BodyFor, Faults } from './faults.ts';

async function serve(t: Test, bodyFor?: BodyFor) {
  const faults = new Faults();
  const server = createServer(async (req, res) => {
    if (await faults.intercept(req, res, bodyFor)) return;
    res.setHeader('Content-Type', 'application/json');
    res.write('{"items":');
    res.end('[1,2,3]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return { faults, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function partial(url: string): Promise<{ body: string; complete: boolean }> {
  return new Promise((resolve, reject) => {
    request(url, (res) => {
      let body = '';
      res.on('data', (chunk) => {
        body += chunk;
      });
      res.on('error', () => {});
      res.on('close', () => resolve({ body, complete: res.complete }));
    })
      .on('error', reject)
      .end();
  });
}

t.test('a status hits only its method and path', async (t) => {
  const { faults, url } = await serve(t);
  faults.add({
    method: 'get',
    path: /^\/v2\/.*tags/g,
    status: 429,
    retryAfter: '7',
    headers: { 'x-a': 'b' },
  });
  t.equal((await fetch(`${url}/v2/`)).status, 200);
  t.equal((await fetch(`${url}/v2/a/tags`, { method: 'PUT' })).status, 200);
  for (let i = 0; i < 2; i++) {
    const res = await fetch(`${url}/v2/a/tags`);
    t.equal(res.status, 429);
    t.equal(res.headers.get('retry-after'), '7');
    t.equal(res.headers.get('x-a'), 'b');
    t.equal(await res.text(), 'Too Many Requests\n');
  }
});

t.test('a body is sent verbatim or as JSON; the server supplies the others', async (t) => {
  const { faults, url } = await serve(t, (status) => ({
    contentType: 'application/json',
    body: `{"code":${status}}`,
  }));
  const remove = faults.add({ status: 403, body: 'no' });
  t.equal(await (await fetch(url)).text(), 'no');
  remove();
  faults.add({ body: { kind: 'Status' }, times: 1 });
  t.strictSame(await (await fetch(url)).json(), { kind: 'Status' });
  faults.add({ status: 500 });
  t.strictSame(await (await fetch(url)).json(), { code: 500 });
  faults.clear();
  t.equal((await fetch(url)).status, 200);
});

t.test('times and every', async (t) => {
  const { faults, url } = await serve(t);
  faults.add({ status: 503, every: 2, times: 2 });
  const seen: number[] = [];
  for (let i = 0; i < 7; i++) seen.push((await fetch(url)).status);
  t.strictSame(seen, [200, 503, 200, 503, 200, 200, 200]);
});

t.test('a connection dropped before the answer, in the body, and not at all', async (t) => {
  const { faults, url } = await serve(t);
  faults.add({ dropAfterBytes: 0, times: 1 });
  await t.rejects(partial(url), { code: 'ECONNRESET' });
  faults.add({ dropAfterBytes: 12, times: 1 });
  t.strictSame(await partial(url), { body: '{"items":[1,', complete: false });
  faults.add({ dropAfterBytes: 5, status: 500, body: '0123456789', times: 1 });
  t.strictSame(await partial(url), { body: '01234', complete: false });
  faults.add({ dropAfterBytes: 17, times: 1 });
  t.strictSame(await partial(url), { body: '{"items":[1,2,3]}', complete: true });
});

t.test('latency delays and combines with a later fault', async (t) => {
  const { faults, url } = await serve(t);
  faults.add({ latencyMs: 30 });
  faults.add({ status: 418, times: 1 });
  const before = performance.now();
  t.equal((await fetch(url)).status, 418);
  // timers may fire up to 1 ms early
  t.ok(performance.now() - before >= 29);
  t.equal((await fetch(url)).status, 200);
});

t.test('a request that hangs, or that is given up while it is delayed', async (t) => {
  const { faults, url } = await serve(t);
  faults.add({ hang: true, times: 1 });
  await t.rejects(fetch(url, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
  faults.add({ latencyMs: 60_000, times: 1 });
  await t.rejects(fetch(url, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
  t.equal((await fetch(url)).status, 200);
});

t.test('what is held until others come is answered with them', async (t) => {
  const { faults, url } = await serve(t);
  faults.add({ path: /held/, together: 2 });
  let answered = false;
  const first = partial(`${url}/held/1`).then((answer) => {
    answered = true;
    return answer;
  });
  t.match(await partial(`${url}/other`), { complete: true });
  t.notOk(answered);
  t.match(await Promise.all([first, partial(`${url}/held/2`)]), [{ complete: true }, { complete: true }]);
});
