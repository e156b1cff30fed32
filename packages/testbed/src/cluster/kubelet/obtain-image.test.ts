import t from 'tap';
import { createPod, digest, eventsOf, imageMap, podCluster, podStates } from '../testing.ts';

const LAB = 'registry.test/lab:v1';

t.test('an image that comes late', async (t) => {
  const digests = new Map<string, string>();
  const cluster = await podCluster(t, { images: imageMap(digests) });
  const states = podStates(cluster);
  await createPod(cluster);
  await cluster.settled();
  const begun = ['Pending []', 'Pending [lab ContainerCreating]'];
  const failed = ['Pending [lab ErrImagePull]', 'Pending [lab ImagePullBackOff]'];
  t.same(states, [...begun, ...failed], 'nobody waits for it');
  await cluster.advance(10_000);
  digests.set(LAB, digest('a'));
  await cluster.advance(19_000);
  t.same(states, [...begun, ...failed, ...failed], 'each wait is twice as long as the one before');
  await cluster.advance(3000);
  t.equal(states.at(-1), 'Running [lab ready]');
  const notFound = `failed to pull and unpack image "${LAB}": failed to resolve reference "${LAB}": ${LAB}: not found`;
  t.same(eventsOf(cluster, 'lab'), [
    'Scheduled: Successfully assigned user/lab to node1',
    `Pulling x3: Pulling image "${LAB}"`,
    `Failed x2: Failed to pull image "${LAB}": rpc error: code = NotFound desc = ${notFound}`,
    'Failed x2: Error: ErrImagePull',
    `BackOff x2: Back-off pulling image "${LAB}"`,
    'Failed x2: Error: ImagePullBackOff',
    `Pulled: Successfully pulled image "${LAB}" in 0ms (0ms including waiting)`,
    'Created: Created container lab',
    'Started: Started container lab',
  ]);
});

t.test('a pull takes its time, once on each node', async (t) => {
  const cluster = await podCluster(t, { pullMs: 60_000, readyDelayMs: 0 });
  await createPod(cluster);
  await cluster.advance(59_999);
  const state = () => cluster.object('pods', 'user', 'lab')?.status.containerStatuses?.[0]?.state;
  t.match(state(), { waiting: { reason: 'ContainerCreating' } });
  await cluster.advance(1);
  t.match(state(), { running: {} });
  await createPod(cluster, {}, { name: 'other' });
  await cluster.advance(0);
  t.match(cluster.object('pods', 'user', 'other')?.status.phase, 'Running');
  t.match(eventsOf(cluster, 'lab')[2], /in 1m0s \(1m0s including waiting\)$/);

  cluster.describeImage(digest('b'), { bytes: 123456 });
  const pinned = { name: 'lab', image: `registry.test/lab@${digest('b')}` };
  await createPod(cluster, { containers: [pinned] }, { name: 'sized' });
  await cluster.settled();
  t.match(
    eventsOf(cluster, 'sized')[2],
    / including waiting\)\. Image size: 123456 bytes\.$/,
    'newer kubelets',
  );
});

t.test('a container that cannot be made', async (t) => {
  const cluster = await podCluster(t);
  cluster.describeImage(digest('a'), { isRoot: true });
  await createPod(cluster, { securityContext: { runAsNonRoot: true } });
  await cluster.settled();
  t.match(cluster.object('pods', 'user', 'lab')?.status, {
    phase: 'Pending',
    containerStatuses: [{ imageID: '', state: { waiting: { reason: 'CreateContainerConfigError' } } }],
  });
  t.match(
    eventsOf(cluster, 'lab').at(-1),
    /^Failed: Error: container has runAsNonRoot and image will run as root /,
  );
});
