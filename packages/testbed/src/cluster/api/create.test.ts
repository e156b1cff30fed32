import t from 'tap';
import { namespaceObject } from '../generate/load-capture.ts';
import { call, digest, imageMap, kubectlFor, testCluster } from '../testing.ts';

const pod = (name: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'user', labels: { app: 'pull' } },
    spec: { containers: [{ name: 'pull', image: 'registry.test/lab:v1' }] },
  });
const PODS = '/api/v1/namespaces/user/pods';

async function setUp(t: Parameters<typeof testCluster>[0]) {
  const images = imageMap(new Map([['registry.test/lab:v1', digest('a')]]));
  const cluster = await testCluster(t, { images });
  cluster.load([namespaceObject('user')]);
  return { cluster, kubectl: await kubectlFor(t, cluster) };
}

t.test('kubectl creates, applies and deletes', async (t) => {
  const { cluster, kubectl } = await setUp(t);
  t.match(await kubectl(['create', '-f', '-'], pod('a')), { code: 0, stdout: 'pod/a created\n' });
  t.match(await kubectl(['create', '-f', '-'], pod('a')), {
    code: 1,
    stderr: /\(AlreadyExists\): error when creating "STDIN": pods "a" already exists/,
  });
  t.match(await kubectl(['apply', '-f', '-'], pod('b')), { code: 0, stdout: 'pod/b created\n' });
  t.match(await kubectl(['create', '--dry-run=server', '-f', '-'], pod('c')), { code: 0 });
  await cluster.settled();
  t.match(cluster.objects('pods'), [
    { metadata: { name: 'a' }, spec: { restartPolicy: 'Always' }, status: { phase: 'Running' } },
    { metadata: { name: 'b' } },
  ]);
  t.match(await kubectl(['delete', 'pods', '-l', 'app=pull', '-n', 'user']), {
    code: 0,
    stdout: 'pod "a" deleted\npod "b" deleted\n',
  });
  t.same(cluster.objects('pods'), []);
});

t.test('what is refused', async (t) => {
  const { cluster, kubectl } = await setUp(t);
  const allow = cluster.deny({ verb: 'create', resource: 'pods' });
  t.match(await kubectl(['create', '-f', '-'], pod('a')), {
    code: 1,
    stderr: /cannot create resource "pods"/,
  });
  allow();
  const body = JSON.parse(pod('a'));
  t.match(await call(cluster, 'POST', '/api/v1/namespaces/nowhere/pods', body), {
    status: 404,
    body: { message: 'namespaces "nowhere" not found' },
  });
  t.equal((await call(cluster, 'POST', PODS, { ...body, kind: 'Job' })).status, 400);
  t.equal((await call(cluster, 'POST', PODS, { ...body, metadata: {} })).status, 400);
  t.same(cluster.objects('pods'), []);
});

t.test('a collection is deleted by its selector, with a right of its own', async (t) => {
  const { cluster } = await setUp(t);
  for (const name of ['a', 'b']) await call(cluster, 'POST', PODS, JSON.parse(pod(name)));
  cluster.edit('pods', 'user', 'b', (b) => ({ ...b, metadata: { ...b.metadata, labels: {} } }));
  const allow = cluster.deny({ verb: 'deletecollection' });
  t.equal((await call(cluster, 'DELETE', `${PODS}?labelSelector=app`)).status, 403);
  allow();
  const { body } = await call(cluster, 'DELETE', `${PODS}?labelSelector=app`);
  t.match(body, { kind: 'PodList', items: [{ metadata: { name: 'a' } }] });
  await cluster.settled();
  t.match(cluster.objects('pods'), [{ metadata: { name: 'b' } }]);
});
