import t from 'tap';
import { createPod, eventsOf, podCluster, podStates } from '../testing.ts';

t.test('containers that do not stop are killed when the grace period is over', async (t) => {
  const cluster = await podCluster(t, { terminationMs: 60_000 });
  await createPod(cluster, { terminationGracePeriodSeconds: 20 });
  await cluster.settled();
  const states = podStates(cluster);
  cluster.remove('pods', 'user', 'lab');
  await cluster.advance(19_999);
  t.same(states, ['Running [lab ready] terminating']);
  t.equal(eventsOf(cluster, 'lab').at(-1), 'Killing: Stopping container lab');
  await cluster.advance(1);
  t.same(states.slice(1), ['Running [lab Error] terminating', 'gone']);
});

t.test('a pod that is deleted while it comes up', async (t) => {
  const cluster = await podCluster(t);
  await createPod(cluster);
  await cluster.advance(500);
  const states = podStates(cluster);
  cluster.remove('pods', 'user', 'lab');
  await cluster.advance(60_000);
  t.same(states, ['Pending [lab ContainerCreating] terminating', 'gone'], 'and it never runs');
});

t.test('eviction', async (t) => {
  const cluster = await podCluster(t);
  await createPod(cluster);
  await cluster.settled();
  cluster.evict('user', 'lab', 'The node was low on resource: memory. ');
  await cluster.advance(60_000);
  t.match(cluster.object('pods', 'user', 'lab')?.status, {
    phase: 'Failed',
    reason: 'Evicted',
    message: 'The node was low on resource: memory. ',
    containerStatuses: [{ ready: false, state: { terminated: { exitCode: 137 } } }],
  });
  cluster.evict('user', 'none');
});

t.test('a slow kubelet first shows the pod before', async (t) => {
  const cluster = await podCluster(t, { slowKubelet: true });
  await createPod(cluster);
  await cluster.settled();
  cluster.remove('pods', 'user', 'lab');
  await cluster.settled();
  const states = podStates(cluster);
  await createPod(cluster);
  await cluster.settled();
  t.same(states, [
    'Pending []',
    'Running [lab Completed]',
    'Pending [lab ContainerCreating]',
    'Running [lab ready]',
  ]);
});

t.test('each pod takes its own time to come up', async (t) => {
  const cluster = await podCluster(t, {
    readyDelayMs: ({ metadata }) => (metadata.name === 'lab' ? 5000 : 60_000),
  });
  await createPod(cluster);
  await createPod(cluster, {}, { name: 'slow' });
  const phases = () => cluster.objects('pods').map(({ status }) => status.phase);
  await cluster.advance(5000);
  t.same(phases(), ['Running', 'Pending']);
  await cluster.advance(55_000);
  t.same(phases(), ['Running', 'Running']);
});

t.test('a pod that never gets ready', async (t) => {
  const cluster = await podCluster(t, { readyDelayMs: () => Number.POSITIVE_INFINITY });
  const states = podStates(cluster);
  await createPod(cluster);
  await cluster.settled();
  await cluster.advance(3_600_000);
  t.equal(states.at(-1), 'Running [lab running]');
});

t.test('a node that does not exist', async (t) => {
  const cluster = await podCluster(t);
  await createPod(cluster, { nodeName: 'ghost' });
  await cluster.advance(600_000);
  t.match(cluster.object('pods', 'user', 'lab')?.status, { phase: 'Pending', containerStatuses: undefined });
  t.same(eventsOf(cluster, 'lab'), [], 'nobody says a word');
  cluster.remove('pods', 'user', 'lab');
  await cluster.settled();
  t.same(cluster.objects('pods'), []);
});
