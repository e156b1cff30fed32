import t from 'tap';
import { createPod, eventsOf, podCluster } from '../testing.ts';

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
