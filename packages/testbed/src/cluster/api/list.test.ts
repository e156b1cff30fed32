import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { loadCapture } from '../generate/load-capture.ts';
import { CAPTURES, call, fakePod, testCluster } from '../testing.ts';

const named = (namespace: string, name: string, labels = {}) =>
  fakePod({ metadata: { namespace, name, labels, uid: `${namespace}/${name}` } });

t.test('the recorded pages', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(await loadCapture(join(CAPTURES, 'after')));
  let query = '/api/v1/pods?labelSelector=notebook-name&limit=7';
  for (const file of ['pods.page1.raw.json', 'pods.page2.raw.json']) {
    const recorded = JSON.parse(await readFile(join(CAPTURES, 'after', file), 'utf8'));
    const { body } = await call(cluster, 'GET', query);
    const names = (list: { items: { metadata: { name: string } }[] }) =>
      list.items.map(({ metadata }) => metadata.name);
    t.same(names(body), names(recorded), file);
    t.same(Object.keys(body), Object.keys(recorded), 'the same keys, in this order');
    t.same(Object.keys(body.metadata), Object.keys(recorded.metadata));
    t.same(Object.keys(body.items[0]), ['metadata', 'spec', 'status']);
    query = `/api/v1/pods?labelSelector=notebook-name&limit=7&continue=${body.metadata.continue}`;
  }
});

t.test('order, namespaces and what remains', async (t) => {
  const cluster = await testCluster(t);
  cluster.load([named('a', 'z'), named('a-b', 'y'), named('a', 'x'), named('b', 'w')]);
  const names = async (path: string) => {
    const { body } = await call(cluster, 'GET', path);
    return body.items.map(
      ({ metadata }: { metadata: { namespace: string; name: string } }) =>
        `${metadata.namespace}/${metadata.name}`,
    );
  };
  t.same(await names('/api/v1/pods'), ['a-b/y', 'a/x', 'a/z', 'b/w'], "etcd's order: - comes before /");
  t.same(await names('/api/v1/namespaces/a/pods'), ['a/x', 'a/z']);
  t.same(await names('/api/v1/namespaces/none/pods'), []);
  t.same(await names('/api/v1/pods?fieldSelector=metadata.name%3Dw'), ['b/w']);

  const first = await call(cluster, 'GET', '/api/v1/namespaces/a/pods?limit=1');
  t.equal(first.body.metadata.remainingItemCount, 1);
  t.same(await names(`/api/v1/namespaces/a/pods?limit=1&continue=${first.body.metadata.continue}`), ['a/z']);
  const selected = await call(cluster, 'GET', '/api/v1/pods?limit=1&labelSelector=!none');
  t.notOk('remainingItemCount' in selected.body.metadata, 'unknown with a selector');
});

t.test('a page says that more remains, matching or not', async (t) => {
  const cluster = await testCluster(t);
  cluster.load([named('a', 'x', { app: 'lab' }), named('b', 'y')]);
  const { body } = await call(cluster, 'GET', '/api/v1/pods?limit=1&labelSelector=app');
  t.ok(body.metadata.continue);
  const last = await call(
    cluster,
    'GET',
    `/api/v1/pods?limit=1&labelSelector=app&continue=${body.metadata.continue}`,
  );
  t.same(last.body.items, []);
  t.notOk(last.body.metadata.continue);
});

t.test('later pages show the state of the first', async (t) => {
  const cluster = await testCluster(t);
  cluster.load([named('a', 'x'), named('a', 'y')]);
  const { body } = await call(cluster, 'GET', '/api/v1/pods?limit=1');
  await call(cluster, 'DELETE', '/api/v1/namespaces/a/pods/y');
  await cluster.settled();
  t.equal(cluster.objects('pods').length, 1);
  const next = await call(cluster, 'GET', `/api/v1/pods?limit=1&continue=${body.metadata.continue}`);
  t.match(next.body.items, [{ metadata: { name: 'y' } }]);
  t.equal(next.body.metadata.resourceVersion, body.metadata.resourceVersion);
});

t.test('expired tokens', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(['v', 'w', 'x', 'y', 'z'].map((name) => named('a', name)));
  const page = (token: string) => call(cluster, 'GET', `/api/v1/pods?limit=1&continue=${token}`);
  const first = await page('');
  cluster.expireContinueTokens();
  const expired = await page(first.body.metadata.continue);
  t.match(expired, {
    status: 410,
    body: { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 },
  });
  t.match(
    expired.body.message,
    /^The provided continue parameter is too old to display a consistent list result\./,
  );
  const goesOn = await page(expired.body.metadata.continue);
  t.match(goesOn.body.items, [{ metadata: { name: 'w' } }], 'its token goes on with the present state');

  cluster.expireContinueTokens(1);
  const again = await page('');
  const second = await page(again.body.metadata.continue);
  t.equal(second.status, 200);
  t.equal((await page(second.body.metadata.continue)).status, 410, 'after one more page');
  t.equal((await page((await page('')).body.metadata.continue)).status, 200, 'once');
});

t.test('custom resources come in alphabetical key order, with their kind', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(await loadCapture(join(CAPTURES, 'after')));
  const { body } = await call(cluster, 'GET', '/apis/kubeflow.org/v1/notebooks?limit=3');
  t.same(Object.keys(body), ['apiVersion', 'items', 'kind', 'metadata']);
  t.same(Object.keys(body.metadata), ['continue', 'remainingItemCount', 'resourceVersion']);
  t.equal(body.items[0].kind, 'Notebook');
});

t.test('bad queries', async (t) => {
  const cluster = await testCluster(t);
  for (const query of ['limit=x', 'labelSelector=a=b=c', 'fieldSelector=spec.x=1', 'continue=x']) {
    t.match(
      await call(cluster, 'GET', `/api/v1/pods?${query}`),
      { status: 400, body: { reason: 'BadRequest' } },
      query,
    );
  }
});
