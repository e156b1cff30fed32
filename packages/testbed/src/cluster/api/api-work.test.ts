import t from 'tap';
import { call, fakePod, testCluster } from '../testing.ts';

t.test('what requests cost', async (t) => {
  const cluster = await testCluster(t);
  const names = ['a', 'b', 'c', 'd'];
  cluster.load(names.map((name) => fakePod({ metadata: { name, uid: name } })));
  cluster.load([fakePod({ metadata: { namespace: 'other', name: 'a', uid: 'e' } })]);
  /** Objects that a request reads from storage, and how many it answers with. */
  const cost = async (path: string) => {
    cluster.apiWork.reset();
    const { body } = await call(cluster, 'GET', path);
    return [cluster.apiWork.objectsRead, body.items?.length ?? 1];
  };
  const ofNamespace = '/api/v1/namespaces/user/pods';
  t.same(await cost('/api/v1/pods'), [5, 5]);
  t.same(
    await cost('/api/v1/pods?fieldSelector=metadata.name%3Db'),
    [5, 1],
    'what a selector drops is read too',
  );
  t.same(await cost(ofNamespace), [4, 4]);
  t.same(await cost(`${ofNamespace}?limit=3`), [3, 3], 'a page');
  t.same(await cost(`${ofNamespace}?limit=3&resourceVersion=7`), [3, 3], 'pages come from storage');
  t.same(await cost(`${ofNamespace}?limit=3&resourceVersion=0`), [0, 4], 'but the cache knows no limit');
  t.same(await cost(`${ofNamespace}?resourceVersion=7`), [0, 4], 'nor is an older version read from storage');
  t.same(await cost(`${ofNamespace}/a`), [1, 1]);
  t.same(await cost(`${ofNamespace}/a?resourceVersion=0`), [0, 1]);
  t.same(await cost('/api/v1/events?resourceVersion=0'), [0, 0]);
  t.match(await call(cluster, 'GET', '/api/v1/pods?resourceVersion=8'), {
    status: 504,
    body: { message: 'Too large resource version: 8, current: 7' },
  });

  cluster.apiWork.reset();
  const watching = await fetch(`${cluster.url}/api/v1/pods?watch=1&timeoutSeconds=1`);
  const text = await watching.text();
  t.match(cluster.apiWork, { objectsRead: 0, bytes: text.length, requests: 1, verbs: { watch: 1 } });
  await call(cluster, 'PATCH', `${ofNamespace}/a`, { metadata: { labels: { a: 'b' } } });
  await call(cluster, 'GET', '/api');
  t.same(cluster.apiWork.verbs, { watch: 1, patch: 1, discovery: 1 });
});
