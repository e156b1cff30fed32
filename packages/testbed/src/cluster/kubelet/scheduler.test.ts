import t from 'tap';
import { createPod, digest, eventsOf, podCluster } from '../testing.ts';

t.test('a pod gets its node, or why it gets none', async (t) => {
  const cluster = await podCluster(t);
  await createPod(cluster);
  await createPod(cluster, { nodeSelector: { gpu: 'yes' } }, { name: 'pending' });
  await cluster.settled();
  t.equal(cluster.object('pods', 'user', 'lab')?.spec.nodeName, 'node1');
  t.match(cluster.object('pods', 'user', 'pending')?.status, {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
  });
  t.match(eventsOf(cluster, 'pending'), [
    /^FailedScheduling: 0\/1 nodes are available: 1 node\(s\) didn't match/,
  ]);
});

t.test('a full node', async (t) => {
  const cluster = await podCluster(t);
  cluster.describeNode('node1', { pods: 1 });
  await createPod(cluster);
  await createPod(cluster, {}, { name: 'waiting' });
  await createPod(cluster, { nodeName: 'node1' }, { name: 'placed' });
  await cluster.settled();
  const phases = () =>
    cluster.objects('pods').map(({ metadata, status }) => `${metadata.name} ${status.phase}`);
  t.same(phases(), ['lab Running', 'placed Failed', 'waiting Pending']);
  t.match(eventsOf(cluster, 'waiting'), [/^FailedScheduling: 0\/1 nodes are available: 1 Too many pods\. /]);
  t.match(eventsOf(cluster, 'placed'), [
    /^OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 1/,
  ]);
  cluster.remove('pods', 'user', 'lab');
  await cluster.settled();
  t.same(phases(), ['placed Failed', 'waiting Running'], 'its turn has come');
});

t.test('described nodes', async (t) => {
  const cluster = await podCluster(t);
  const image = `registry.test/lab@${digest('a')}`;
  cluster.describeNode('east', { images: [image] });
  cluster.describeNode('west');
  for (const nodeName of ['east', 'west'])
    await createPod(cluster, { nodeName, containers: [{ name: 'lab', image }] }, { name: nodeName });
  await cluster.settled();
  t.match(eventsOf(cluster, 'east')[0], /^Pulled: Container image ".*" already present on machine$/);
  t.match(eventsOf(cluster, 'west')[0], /^Pulling: /);
});
