import t, { type Test } from 'tap';
import { until } from '../../until.ts';
import type { Cluster } from '../cluster.ts';
import { call, fakePod, kubectlFor, testCluster } from '../testing.ts';

const pods = ['a', 'b'].map((name) =>
  fakePod({ metadata: { name, uid: name }, spec: { nodeName: 'node1' } }),
);
const A = '/api/v1/namespaces/user/pods/a';

interface Seen {
  type: string;
  object: {
    kind: string;
    metadata: { name?: string; resourceVersion: string; deletionGracePeriodSeconds?: number };
    [field: string]: unknown;
  };
}

/** Opens a watch; the returned function reads on until it has as many more events as wanted, or the watch has ended. */
async function open(t: Test, cluster: Cluster, query: string, path = '/api/v1/pods') {
  const gone = new AbortController();
  t.teardown(() => gone.abort());
  const response = await fetch(`${cluster.url}${path}?watch=true&${query}`, { signal: gone.signal });
  t.equal(response.status, 200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const events: Seen[] = [];
  return async (count: number): Promise<Seen[]> => {
    while (reader && events.length < count) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = `${text}${value}`.split('\n');
      text = lines.pop() ?? '';
      events.push(...lines.map((line) => JSON.parse(line)));
    }
    return events.splice(0, count);
  };
}

const named = (events: Seen[]) => events.map(({ type, object }) => [type, object.metadata.name]);
const label = (cluster: Cluster, path: string, lab: string | null) =>
  call(cluster, 'PATCH', path, { metadata: { labels: { lab } } });

t.test('from a list on', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(pods);
  const { body } = await call(cluster, 'GET', '/api/v1/pods');
  await call(cluster, 'DELETE', A);
  await cluster.settled();
  const before = await open(t, cluster, `resourceVersion=${body.metadata.resourceVersion}`);
  const seen = await before(3);
  t.same(named(seen), [
    ['MODIFIED', 'a'],
    ['MODIFIED', 'a'],
    ['DELETED', 'a'],
  ]);
  t.same(
    seen.map(({ object }) => object.metadata.deletionGracePeriodSeconds),
    [30, 0, 0],
    'as recorded: its kubelet ends the grace period',
  );

  const now = await call(cluster, 'GET', '/api/v1/pods');
  const live = await open(t, cluster, `resourceVersion=${now.body.metadata.resourceVersion}`);
  await call(cluster, 'DELETE', '/api/v1/namespaces/user/pods/b');
  t.same(named(await live(3)), [
    ['MODIFIED', 'b'],
    ['MODIFIED', 'b'],
    ['DELETED', 'b'],
  ]);
});

t.test('without a version, with a selector, for a second', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(pods);
  const query = 'fieldSelector=metadata.name%3Db&timeoutSeconds=1';
  const read = await open(t, cluster, query, '/api/v1/namespaces/user/pods');
  t.same(named(await read(9)), [['ADDED', 'b']], 'and then it ends');
  t.equal((await call(cluster, 'GET', '/api/v1/pods?watch=true&sendInitialEvents=true')).status, 422);
  t.equal((await call(cluster, 'GET', '/api/v1/pods?watch=true&resourceVersion=x')).status, 400);
});

t.test('what it is for: a namespace, one object, a label', async (t) => {
  const cluster = await testCluster(t);
  cluster.load([...pods, fakePod({ metadata: { namespace: 'other', name: 'a', uid: 'c' } })]);
  const version = 'resourceVersion=7';
  const [inNamespace, single, ofOther] = [
    await open(t, cluster, version, '/api/v1/namespaces/user/pods'),
    await open(t, cluster, version, A),
    await open(t, cluster, `${version}&labelSelector=lab%3Dred`),
  ];
  await label(cluster, '/api/v1/namespaces/other/pods/a', 'red');
  await label(cluster, '/api/v1/namespaces/user/pods/b', 'blue');
  await label(cluster, A, 'red');
  const wait = label(cluster, A, 'blue');
  t.same(named(await inNamespace(3)), [
    ['MODIFIED', 'b'],
    ['MODIFIED', 'a'],
    ['MODIFIED', 'a'],
  ]);
  t.same(named(await single(2)), [
    ['MODIFIED', 'a'],
    ['MODIFIED', 'a'],
  ]);
  const seen = await ofOther(3);
  t.same(
    seen.map(({ type }) => type),
    ['ADDED', 'ADDED', 'DELETED'],
    'an object that begins or ceases to match',
  );
  t.match(seen[2]?.object, { metadata: { labels: { lab: 'red' } } }, 'as it was before');
  t.equal(seen[2]?.object.metadata.resourceVersion, (await wait).body.metadata.resourceVersion);
});

t.test('bookmarks at intervals, and before the end', async (t) => {
  const cluster = await testCluster(t, { bookmarkMs: 100 });
  cluster.load(pods);
  const path = '/api/v1/namespaces/user/pods';
  const query = 'allowWatchBookmarks=true&labelSelector=none';
  const read = await open(t, cluster, `${query}&resourceVersion=7`, path);
  t.match(await read(1), [
    { type: 'BOOKMARK', object: { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: '7' } } },
  ]);
  const { body } = await label(cluster, A, 'red');
  let seen: Seen | undefined;
  do [seen] = await read(1);
  while (seen?.object.metadata.resourceVersion === '7');
  t.equal(seen?.type, 'BOOKMARK');
  t.equal(seen?.object.metadata.resourceVersion, body.metadata.resourceVersion, 'though nothing matched');

  const slow = await testCluster(t);
  slow.load(pods);
  const last = await open(t, slow, `${query}&resourceVersion=7&timeoutSeconds=1`, path);
  t.equal((await last(9)).length, 1);
  const without = await open(t, slow, 'labelSelector=none&resourceVersion=7&timeoutSeconds=1', path);
  t.same(await without(9), []);
});

t.test('history that is forgotten', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(pods);
  const old = await open(t, cluster, 'resourceVersion=7');
  await label(cluster, A, 'red');
  const { body } = await label(cluster, A, 'blue');
  cluster.compact();
  const version = body.metadata.resourceVersion;
  t.match(await (await open(t, cluster, 'resourceVersion=8'))(9), [
    {
      type: 'ERROR',
      object: {
        kind: 'Status',
        code: 410,
        reason: 'Expired',
        message: `too old resource version: 8 (${version})`,
      },
    },
  ]);
  const fresh = await open(t, cluster, `resourceVersion=${version}`);
  await label(cluster, A, 'green');
  t.same(named(await fresh(1)), [['MODIFIED', 'a']]);
  t.equal((await old(3)).length, 3, 'who was watching before has missed nothing');
});

t.test('kubectl streams it', async (t) => {
  const cluster = await testCluster(t, { bookmarkMs: 50 });
  cluster.load(pods);
  const kubectl = await kubectlFor(t, cluster);
  const watching = (query: string) => kubectl(['get', '--raw', `/api/v1/pods?watch=1&${query}`]);
  const types = ({ stdout }: { stdout: string }) =>
    new Set(
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).type),
    );
  const query = 'resourceVersion=7&allowWatchBookmarks=true&timeoutSeconds=1';
  const seen = watching(query);
  await until(() => cluster.requests.length > 0);
  await label(cluster, A, 'red');
  const ended = await seen;
  t.same([ended.code, ended.stderr], [0, '']);
  t.same(types(ended), new Set(['BOOKMARK', 'MODIFIED']));
  cluster.compact();
  const expired = await watching(query);
  t.equal(expired.code, 0, 'the stream itself is fine');
  t.same(types(expired), new Set(['ERROR']));
  cluster.faults.add({ path: /watch=1/, dropAfterBytes: 500, times: 1 });
  const broken = await watching('timeoutSeconds=1');
  t.equal(broken.stdout.length, 500);
  t.equal(broken.code, 1);
  const allow = cluster.deny({ verb: 'watch', resource: 'pods' });
  t.match(await watching(query), { code: 1, stderr: /Forbidden.* cannot watch resource "pods"/ });
  allow();
});
