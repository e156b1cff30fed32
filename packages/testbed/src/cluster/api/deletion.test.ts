import t from 'tap';
import { call, createPod, podCluster, podStates } from '../testing.ts';

const LAB = '/api/v1/namespaces/user/pods/lab';

t.test('a pod that runs has its grace period', async (t) => {
  const cluster = await podCluster(t);
  await createPod(cluster, { terminationGracePeriodSeconds: 20 });
  await cluster.settled();
  const states = podStates(cluster);
  const { body } = await call(cluster, 'DELETE', LAB);
  const asked = Math.floor(cluster.now() / 1000);
  t.equal(Date.parse(body.metadata.deletionTimestamp) / 1000, asked + 20, 'when it is to be over');
  t.equal(body.metadata.deletionGracePeriodSeconds, 20);
  const again = await call(cluster, 'DELETE', LAB, { gracePeriodSeconds: 60 });
  t.equal(again.body.metadata.deletionGracePeriodSeconds, 20, 'never longer');
  await cluster.settled();
  t.same(states, ['Running [lab ready] terminating', 'Running [lab Completed] terminating', 'gone']);
});

t.test('what no kubelet runs goes at once', async (t) => {
  const cluster = await podCluster(t);
  await createPod(cluster, { nodeSelector: { gpu: 'yes' } }, { name: 'pending' });
  await createPod(cluster, {}, { name: 'evicted' });
  await createPod(cluster, {}, { name: 'forced' });
  await cluster.settled();
  cluster.evict('user', 'evicted');
  for (const name of ['pending', 'evicted'])
    await call(cluster, 'DELETE', `/api/v1/namespaces/user/pods/${name}`);
  await call(cluster, 'DELETE', '/api/v1/namespaces/user/pods/forced', { gracePeriodSeconds: 0 });
  t.same(cluster.objects('pods'), []);
});

t.test('a finalizer holds a pod, and a workload', async (t) => {
  const cluster = await podCluster(t);
  const finalizers = ['example.com/hold'];
  await createPod(cluster, {}, { finalizers });
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'lab', finalizers } };
  const spec = { replicas: 0, template: { spec: { containers: [] } } };
  await call(cluster, 'POST', '/apis/apps/v1/namespaces/user/statefulsets', { ...set, spec });
  await cluster.settled();
  cluster.remove('pods', 'user', 'lab');
  cluster.remove('statefulsets', 'user', 'lab');
  await cluster.settled();
  t.match(cluster.object('pods', 'user', 'lab')?.metadata, { deletionGracePeriodSeconds: 0, finalizers });
  t.ok(cluster.object('statefulsets', 'user', 'lab')?.metadata.deletionTimestamp);
  const freed = { metadata: { finalizers: null } };
  await call(cluster, 'PATCH', LAB, freed);
  await call(cluster, 'PATCH', '/apis/apps/v1/namespaces/user/statefulsets/lab', freed);
  t.notOk(cluster.object('pods', 'user', 'lab'));
  t.notOk(cluster.object('statefulsets', 'user', 'lab'));
});
