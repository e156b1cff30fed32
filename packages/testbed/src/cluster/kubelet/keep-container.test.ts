import t from 'tap';
import { createPod, digest, eventsOf, podCluster, podStates } from '../testing.ts';

t.test('a container that crashes is started again, ever more rarely', async (t) => {
  const cluster = await podCluster(t);
  const mend = cluster.breakImage(digest('a'), 'crash-loop');
  const states = podStates(cluster);
  await createPod(cluster);
  await cluster.settled();
  t.same(states.slice(2), [
    'Running [lab Error]',
    'Running [lab Error x1]',
    'Running [lab CrashLoopBackOff x1]',
  ]);
  const waiting = () => cluster.object('pods', 'user', 'lab')?.status.containerStatuses?.[0]?.state.waiting;
  t.match(waiting()?.message, /^back-off 10s restarting failed container=lab pod=lab_user\([0-9a-f-]{36}\)$/);
  await cluster.advance(10_000);
  t.match(waiting()?.message, /^back-off 20s /);
  mend();
  await cluster.advance(22_000);
  t.same(states.slice(5), [
    'Running [lab Error x2]',
    'Running [lab CrashLoopBackOff x2]',
    'Running [lab ready x3]',
  ]);
  const [status] = cluster.object('pods', 'user', 'lab')?.status.containerStatuses ?? [];
  t.match(status?.lastState, { terminated: { exitCode: 1, reason: 'Error' } });
  t.match(eventsOf(cluster, 'lab'), [
    /^Scheduled/,
    /^Pulling x4/,
    /^Pulled x4/,
    'Created x4: Created container lab',
    'Started x4: Started container lab',
    /^BackOff x2: Back-off restarting failed container lab in pod lab_user\(/,
  ]);
});

t.test('init containers come first, one after the other', async (t) => {
  const cluster = await podCluster(t);
  const states = podStates(cluster);
  const init = (name: string, hex: string) => ({ name, image: `registry.test/init@${digest(hex)}` });
  cluster.breakImage(digest('c'), 'crash-loop');
  await createPod(cluster, { initContainers: [init('one', 'b'), init('two', 'c')] });
  await cluster.settled();
  t.same(states, [
    'Pending []',
    'Pending [one PodInitializing, two PodInitializing, lab PodInitializing]',
    'Pending [one Completed, two PodInitializing, lab PodInitializing]',
    'Pending [one Completed, two Error, lab PodInitializing]',
    'Pending [one Completed, two Error x1, lab PodInitializing]',
    'Pending [one Completed, two CrashLoopBackOff x1, lab PodInitializing]',
  ]);
  t.match(cluster.object('pods', 'user', 'lab')?.status.conditions, [
    {
      type: 'Initialized',
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [two]',
    },
  ]);
});

t.test('a pod that is to end', async (t) => {
  const cluster = await podCluster(t);
  const command = { containers: [{ name: 'lab', image: 'registry.test/lab:v1', command: ['true'] }] };
  await createPod(cluster, { ...command, restartPolicy: 'Never' });
  await cluster.settled();
  t.match(cluster.object('pods', 'user', 'lab')?.status, {
    phase: 'Succeeded',
    conditions: [
      { type: 'Initialized', status: 'True' },
      { type: 'Ready', reason: 'PodCompleted' },
    ],
  });
  cluster.describeImage(digest('a'), { programs: [] });
  await createPod(cluster, { ...command, restartPolicy: 'Never' }, { name: 'failing' });
  await cluster.settled();
  t.match(cluster.object('pods', 'user', 'failing')?.status, {
    phase: 'Failed',
    containerStatuses: [
      { state: { terminated: { reason: 'StartError' } }, imageID: `registry.test/lab@${digest('a')}` },
    ],
  });
});

t.test('a readiness probe', async (t) => {
  const cluster = await podCluster(t);
  const states = podStates(cluster);
  const probed = {
    name: 'lab',
    image: 'registry.test/lab:v1',
    readinessProbe: { tcpSocket: { port: 9 }, periodSeconds: 2 },
  };
  await createPod(cluster, { containers: [probed] });
  await cluster.settled();
  t.same(states.slice(2), ['Running [lab running]', 'Running [lab ready]']);
  cluster.breakImage(digest('a'), 'never-ready');
  await createPod(cluster, { containers: [probed] }, { name: 'never' });
  await cluster.advance(5000);
  t.match(eventsOf(cluster, 'never').at(-1), /^Unhealthy x3: Readiness probe failed: dial tcp /);
});

t.test('containers that come up together are ready together', async (t) => {
  const cluster = await podCluster(t);
  const states = podStates(cluster);
  const containers = ['lab', 'proxy'].map((name) => ({ name, image: 'registry.test/lab:v1' }));
  await createPod(cluster, { containers });
  await cluster.settled();
  t.same(states, [
    'Pending []',
    'Pending [lab ContainerCreating, proxy ContainerCreating]',
    'Running [lab ready, proxy ready]',
  ]);
});
