import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { Faults } from '../http/faults.ts';
import { json, type RegistryRequest, type RegistryResponse } from './http-types.ts';
import { type RecordedRequest, serve } from './serve.ts';
import { basic } from './testing.ts';

async function start(t: Test, answer: (request: RegistryRequest) => RegistryResponse, latencyMs = 0) {
  const faults = new Faults();
  const requests: RecordedRequest[] = [];
  let address = '';
  const server = createServer(
    serve({
      answer,
      ownHost: () => ({ address, host: 'own.example' }),
      faultsFor: () => [faults],
      latencyMs: () => latencyMs,
      record: (request) => requests.push(request),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${address}`, address, faults, requests };
}

t.test('what a request is made of', async (t) => {
  const seen: RegistryRequest[] = [];
  const { url, address } = await start(t, (request) => {
    seen.push(request);
    return json(200, {});
  });
  await fetch(`${url}/v2/a%3Ab?n=1`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password' }),
  });
  await fetch(`${url}/v2/%zz`);
  t.match(seen[0], {
    method: 'POST',
    scheme: 'http',
    authority: address,
    host: 'own.example',
    path: '/v2/a:b',
  });
  t.equal(seen[0]?.query.get('n'), '1');
  t.equal(seen[0]?.form.get('grant_type'), 'password');
  t.equal(seen[1]?.path, '/v2/%zz');
});

t.test('requests are recorded with the status that they got', async (t) => {
  const { url, address, faults, requests } = await start(t, () => json(404, {}));
  await (await fetch(`${url}/a?b`, { headers: basic('u', 'p') })).text();
  faults.add({ status: 429, path: /^\/429$/ });
  const limited = await fetch(`${url}/429`);
  t.match(await limited.json(), { errors: [{ code: 'TOOMANYREQUESTS' }] });
  faults.add({ dropAfterBytes: 0, path: /^\/drop$/ });
  await t.rejects(fetch(`${url}/drop`));
  t.match(requests, [
    { host: address, method: 'GET', path: '/a?b', status: 404, authorization: 'basic', at: Number },
    { path: '/429', status: 429, authorization: 'none' },
    { path: '/drop', status: 0 },
  ]);
});

t.test('HEAD has the length and no body, 304 neither', async (t) => {
  const { url } = await start(t, ({ path }) =>
    path === '/304' ? { status: 304, headers: {}, body: '' } : json(404, { a: 1 }),
  );
  const head = await fetch(url, { method: 'HEAD' });
  t.equal(head.headers.get('content-length'), '8');
  t.equal(await head.text(), '');
  const unchanged = await fetch(`${url}/304`);
  t.equal(unchanged.status, 304);
  t.equal(unchanged.headers.get('content-length'), null);
});

t.test('latency, and a bug that shows', async (t) => {
  const { url } = await start(
    t,
    () => {
      throw new Error('bug');
    },
    30,
  );
  const before = performance.now();
  const response = await fetch(url);
  t.ok(performance.now() - before >= 29);
  t.equal(response.status, 500);
  t.match(await response.text(), /bug/);
});
