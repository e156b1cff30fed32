import { readFileSync } from 'node:fs';
import { AFTER } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { judgePods, ownerKey, PodState, whyStuck } from './pod-state.ts';

const recorded: unknown[] = JSON.parse(readFileSync(`${AFTER}/pods.json`, 'utf8')).items;
const named = (name: string) =>
  recorded.map((pod) => PodState.parse(pod)).find(({ metadata }) => metadata.name === name) as PodState;
const at = '2026-11-20T23:58:32Z';
const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const wanted = 'sha256:b2bf6322373acc2d9d585a930bc4c92d6cc66158ea6ac2016a50c0b79f2eaea2';
const row = (change = {}) => ({
  stsName: 'twins',
  namespace: 'team-geo',
  action: 'restart' as const,
  containers: [
    {
      name: 'twins',
      image: 'k8scc01covidacr.azurecr.io/rstudio:v1',
      running: digest('0'),
      wanted,
      ...change,
    },
  ],
});
const twins = [named('twins-0'), named('twins-1')];
const notReady = (pod: PodState): PodState => ({
  ...pod,
  status: { ...pod.status, conditions: [{ type: 'Ready', status: 'False' }] },
});

t.test('ready, when all pods of the restart are and run what was wanted', async (t) => {
  t.same(judgePods(row(), twins, at, 2), { state: 'ready' });
  t.same(judgePods(row({ wanted: digest('7'), platforms: { 'linux/amd64': wanted } }), twins, at, 2), {
    state: 'ready',
  });
});

t.test('waiting, while one is missing, old, terminating or not ready', async (t) => {
  const [first, second] = twins as [PodState, PodState];
  const waiting = { state: 'waiting' };
  t.same(judgePods(row(), [first], at, 2), waiting);
  t.same(judgePods(row(), twins, 'another time', 2), waiting);
  t.same(judgePods(row(), [first, notReady(second)], at, 2), waiting);
  const terminating = { ...second, metadata: { ...second.metadata, deletionTimestamp: at } };
  t.same(judgePods(row(), [...twins, terminating], at, 2), waiting);
});

t.test('failed, when a pod came back with the digest it had', async (t) => {
  t.match(judgePods(row({ running: wanted, wanted: digest('7') }), twins, at, 2), {
    state: 'failed',
    reason: /twins-0 still runs sha256:b2bf6322373a/,
  });
});

t.test('a container that an earlier restart did not move is not held against this one', async (t) => {
  const unmoved = row({ running: wanted, wanted: digest('7'), unmoved: true });
  t.same(judgePods(unmoved, twins, at, 2), { state: 'ready' });
});

t.test('another digest is neither', async (t) => {
  t.match(judgePods(row({ wanted: digest('7') }), twins, at, 2), {
    state: 'unverified',
    reason: /has the tag moved again/,
  });
});

t.test('failed, in the container’s own words, when it can’t start', async (t) => {
  const broken = named('broken-0');
  const words =
    'container broken of pod broken-0: ImagePullBackOff: Back-off pulling image "k8scc01covidacr.azurecr.io/jupyterlab-cpu:doesnotexist"';
  t.equal(whyStuck(broken), words);
  const restarted = {
    ...broken,
    metadata: { ...broken.metadata, annotations: { 'kubectl.kubernetes.io/restartedAt': at } },
  };
  t.same(judgePods(row(), [restarted], at, 1), { state: 'failed', reason: words });
  t.same(
    judgePods(row(), [broken], at, 1),
    { state: 'waiting' },
    'an old pod’s trouble is not the restart’s',
  );
  const crashed = PodState.parse({
    metadata: { name: 'p', namespace: 'n' },
    spec: { containers: [] },
    status: {
      containerStatuses: [
        {
          name: 'c',
          imageID: '',
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } },
          lastState: { terminated: { reason: 'Error', exitCode: 1 } },
        },
      ],
    },
  });
  t.equal(
    whyStuck(crashed),
    'container c of pod p: CrashLoopBackOff: back-off 10s (ended with Error, exit code 1)',
  );
});

t.test('on the way back to what never ran, what can’t start is no failure', async (t) => {
  const image = 'k8scc01covidacr.azurecr.io/jupyterlab-cpu:doesnotexist';
  const back = (more: object) => ({
    stsName: 'broken',
    namespace: 'team-geo',
    action: 'migrate' as const,
    containers: [
      { name: 'broken', image: 'k8scc01covidacr.azurecr.io/jupyterlab-cpu:v1', to: image, ...more },
    ],
  });
  t.match(judgePods(back({}), [named('broken-0')], at, 1), {
    state: 'unverified',
    reason: /^it is back on what never ran before: container broken of pod broken-0: ImagePullBackOff/,
  });
  t.match(judgePods(back({ wanted }), [named('broken-0')], at, 1), { state: 'failed' });
});

t.test('the workload of a pod of each kind', async (t) => {
  t.equal(ownerKey(named('twins-1')), 'team-geo/twins/StatefulSet');
  t.equal(ownerKey(named('web-c5c4777b6-282m2')), 'team-geo/web/Deployment');
  t.equal(ownerKey(named('agent-9r58x')), 'team-geo/agent/DaemonSet');
});
