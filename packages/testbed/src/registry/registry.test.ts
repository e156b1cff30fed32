import { resolve } from 'node:path';
import t, { type Test } from 'tap';
import { OCI_INDEX, OCI_MANIFEST } from './media-types.ts';
import { type RegistryOptions, startRegistry } from './registry.ts';
import { bearer, throughProxy } from './testing.ts';

const captures = resolve('fixtures/captures');
const accept = { accept: `${OCI_MANIFEST}, ${OCI_INDEX}` };
const acr = 'k8scc01covidacr.azurecr.io';

async function start(t: Test, options?: RegistryOptions) {
  const registry = await startRegistry(options);
  t.teardown(() => registry.close());
  return registry;
}

t.test('the recorded registry under its own host name', async (t) => {
  const registry = await start(t);
  await registry.loadCapture(`${captures}/after/registry.ndjson`);
  const url = `https://${acr}/v2/remote-desktop/manifests/v1`;
  const head = await throughProxy(registry, url, { method: 'HEAD', headers: accept });
  const digest = 'sha256:3777ee5ac4f3a0e37ab0a2b2ff8cbe85dd9187ebe6a5a5869d51521a5bf85451';
  t.match(head, { status: 200, headers: { 'docker-content-digest': digest, 'content-type': OCI_INDEX } });
  const get = await throughProxy(registry, url, { headers: accept });
  t.equal(get.body.length, Number(head.headers['content-length']));
  t.match(registry.requests, [{ host: acr, method: 'HEAD', status: 200 }, { method: 'GET' }]);
});

t.test('a later capture goes on top of an earlier one', async (t) => {
  const registry = await start(t);
  const stale = 'sha256:3d9094e51d56d8c65e05646222fc1a125c4369116215d9f86ef564e602132b61';
  await registry.loadCapture(`${captures}/before/registry.ndjson`);
  t.match(await registry.resolve(`${acr}/rstudio:v1`), { digest: stale });
  await registry.loadCapture(`${captures}/after/registry.ndjson`);
  registry.learn(`${acr}/rstudio:v1`, stale, `sha256:${'95'.repeat(32)}`);
  t.match(await registry.resolve(`${acr}/rstudio:v1`), { digest: /^sha256:b2bf6322/ });
  t.match(await registry.resolve(`${acr}/rstudio@${stale}`), { configDigest: `sha256:${'95'.repeat(32)}` });
  t.equal(await registry.resolve(`${acr}/jupyterlab-cpu:doesnotexist`), undefined);
});

t.test('plain HTTP has its own host, or the one that it was given', async (t) => {
  const own = await start(t);
  const host = new URL(own.url).host;
  const first = own.push(`${host}/lab:v1`, { seed: '1' });
  const get = (url: string) => fetch(`${url}/v2/lab/manifests/v1`, { headers: accept });
  t.equal((await get(own.url)).headers.get('docker-content-digest'), first);
  own.tag(`${host}/lab:v1`, own.push(`${host}/lab:v2`, { seed: '2' }));
  t.not((await get(own.url)).headers.get('docker-content-digest'), first);
  own.delete(`${host}/lab:v1`);
  t.equal((await get(own.url)).status, 404);

  const named = await start(t, { defaultHost: 'docker.io' });
  const digest = named.push('busybox', { seed: '1' });
  const response = await fetch(`${named.url}/v2/library/busybox/manifests/latest`, { headers: accept });
  t.equal(response.headers.get('docker-content-digest'), digest);
});

t.test('hosts behave each in its own way, and can be changed', async (t) => {
  const registry = await start(t, {
    hosts: {
      'ghcr.io': { auth: { scheme: 'bearer', anonymous: true } },
      [acr]: { acr: { users: { u: 'p' } } },
    },
  });
  registry.push('ghcr.io/lab:v1', { seed: '1' });
  const url = 'https://ghcr.io/v2/lab/tags/list';
  t.equal((await throughProxy(registry, url)).status, 401);
  const endpoint = 'https://ghcr.io/token?service=ghcr.io&scope=repository:lab:pull';
  const { token } = JSON.parse((await throughProxy(registry, endpoint)).body);
  t.equal((await throughProxy(registry, url, { headers: bearer(token) })).status, 200);
  t.equal(registry.requests.at(-1)?.authorization, 'bearer');
  registry.revokeTokens();
  t.equal((await throughProxy(registry, url, { headers: bearer(token) })).status, 401);
  registry.configure('ghcr.io', {});
  t.equal((await throughProxy(registry, url)).status, 200);
  registry.configure('ghcr.io', { unreachable: true });
  await t.rejects(throughProxy(registry, url), /502/);

  const form = {
    service: acr,
    grant_type: 'password',
    username: 'u',
    password: 'p',
    scope: 'repository:lab:pull',
  };
  t.match(await throughProxy(registry, `https://${acr}/oauth2/token`, { form }), {
    status: 200,
    body: /access_token/,
  });
});

t.test('faults of all hosts and of one', async (t) => {
  const registry = await start(t);
  const remove = registry.faults.add({ status: 503, times: 1 });
  t.equal((await throughProxy(registry, 'https://quay.io/v2/')).status, 503);
  remove();
  registry.faultsFor('docker.io').add({ status: 429, retryAfter: '1' });
  t.match(await throughProxy(registry, 'https://registry-1.docker.io/v2/'), {
    status: 429,
    headers: { 'retry-after': '1' },
  });
  t.equal((await throughProxy(registry, 'https://quay.io/v2/')).status, 200);
  registry.faultsFor('docker.io').clear();
  registry.latencyMs = 30;
  const before = performance.now();
  t.equal((await throughProxy(registry, 'https://registry-1.docker.io/v2/')).status, 200);
  t.ok(performance.now() - before >= 29);
});
