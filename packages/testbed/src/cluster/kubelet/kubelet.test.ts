import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { until } from '../../until.ts';
import type { Pod } from '../api/objects.ts';
import type { Cluster } from '../cluster.ts';
import { generateNotebooks } from '../generate/generate-notebooks.ts';
import { loadCapture } from '../generate/load-capture.ts';
import { CAPTURES, call, digest, imageMap, restart, testCluster } from '../testing.ts';

const REPOSITORY = 'registry.test/lab';
const moved = () => new Map([[`${REPOSITORY}:v1`, digest('b')]]);

function notebook(imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never') {
  const image = () => ({ repository: REPOSITORY, tag: 'v1', digest: digest('a'), imagePullPolicy });
  return generateNotebooks({ count: 1, image });
}

const restartFirst = (cluster: Cluster) => restart(cluster, 'statefulsets', 'user-0001', 'notebook-00001');
const firstPod = (cluster: Cluster) => cluster.object('pods', 'user-0001', 'notebook-00001-0');
const firstContainer = (cluster: Cluster) => firstPod(cluster)?.status.containerStatuses?.[0];

for (const [policy, expected] of [
  ['Always', 'b'],
  ['IfNotPresent', 'a'],
  ['Never', 'a'],
] as const) {
  t.test(`a restart after the tag has moved, imagePullPolicy ${policy}`, async (t) => {
    const cluster = await testCluster(t, { images: imageMap(moved()) });
    cluster.load(notebook(policy));
    const before = firstPod(cluster);
    await restartFirst(cluster);
    await cluster.settled();
    const pod = firstPod(cluster);
    t.not(pod?.metadata.uid, before?.metadata.uid, 'another pod');
    t.equal(pod?.spec.nodeName, before?.spec.nodeName, 'on the same node');
    t.match(pod?.metadata.annotations, { 'kubectl.kubernetes.io/restartedAt': 'now' });
    t.match(pod?.status, {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'notebook-00001',
          image: `${REPOSITORY}:v1`,
          imageID: `${REPOSITORY}@${digest(expected)}`,
          containerID: /^containerd:\/\/[0-9a-f]{64}$/,
          ready: true,
          started: true,
          restartCount: 0,
          lastState: {},
        },
      ],
    });
  });
}

t.test('an image that is missing is asked for until it is there', async (t) => {
  const images = new Map<string, string>();
  const cluster = await testCluster(t, { images: imageMap(images) });
  cluster.load(notebook('Always'));
  await restartFirst(cluster);
  await cluster.settled();
  t.match(firstContainer(cluster), {
    image: `${REPOSITORY}:v1`,
    imageID: '',
    ready: false,
    state: {
      waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${REPOSITORY}:v1"` },
    },
  });
  t.equal(firstPod(cluster)?.status.phase, 'Pending');
  images.set(`${REPOSITORY}:v1`, digest('b'));
  await until(() => firstContainer(cluster)?.ready === true);
  t.equal(firstContainer(cluster)?.imageID, `${REPOSITORY}@${digest('b')}`);
});

t.test('Never takes only what is on the node', async (t) => {
  const cluster = await testCluster(t, { images: imageMap(moved()) });
  const objects = notebook('Never').filter(({ kind }) => kind !== 'Pod');
  cluster.load(objects);
  await restartFirst(cluster);
  await cluster.settled();
  t.match(firstContainer(cluster)?.state, { waiting: { reason: 'ErrImageNeverPull' } });
});

t.test('an image that never gets ready', async (t) => {
  const cluster = await testCluster(t, { images: imageMap(moved()) });
  cluster.load(notebook('Always'));
  const mend = cluster.breakImage(digest('b'), 'never-ready');
  await restartFirst(cluster);
  await cluster.settled();
  t.match(firstContainer(cluster), {
    ready: false,
    started: true,
    state: { running: { startedAt: String } },
  });
  t.match(firstPod(cluster)?.status, { phase: 'Running' });
  t.equal(cluster.object('statefulsets', 'user-0001', 'notebook-00001')?.status.readyReplicas, undefined);

  mend();
  await call(cluster, 'DELETE', '/api/v1/namespaces/user-0001/pods/notebook-00001-0');
  await cluster.settled();
  t.equal(firstContainer(cluster)?.ready, true, 'mended for later pods');
});

t.test('an image that crashes', async (t) => {
  const cluster = await testCluster(t, { images: imageMap(moved()) });
  cluster.load(notebook('Always'));
  cluster.breakImage(digest('b'), 'crash-loop');
  await restartFirst(cluster);
  await cluster.settled();
  t.match(firstContainer(cluster), {
    imageID: `${REPOSITORY}@${digest('b')}`,
    ready: false,
    restartCount: 1,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: /^back-off 10s restarting failed container=notebook-00001 /,
      },
    },
    lastState: { terminated: { exitCode: 1, reason: 'Error' } },
  });
});

t.test('from the capture before to the one after', async (t) => {
  const rows = (await readFile(join(CAPTURES, 'after/registry.ndjson'), 'utf8')).trim().split('\n');
  const tags = rows.map((row) => JSON.parse(row) as { repository: string; tag: string; digest: string });
  const images = imageMap(
    new Map(tags.map(({ repository, tag, digest }) => [`${repository}:${tag}`, digest])),
  );
  const cluster = await testCluster(t, { images });
  cluster.load(await loadCapture(join(CAPTURES, 'before')));
  await restart(cluster, 'statefulsets', 'jose-matsuda', 'jup2');
  await restart(cluster, 'statefulsets', 'team-geo', 'twins');
  await cluster.settled();
  await cluster.restartKubelets();

  for (const object of await loadCapture(join(CAPTURES, 'after'))) {
    if (object.kind !== 'Pod') continue;
    const recorded = object as Pod;
    const { namespace = '', name } = recorded.metadata;
    const ours = cluster.object('pods', namespace, name);
    // pods of a ReplicaSet and a DaemonSet have random names
    if (ours) t.same(shownImages(ours), shownImages(recorded), `${namespace}/${name}`);
    else t.match(name, /^(web|agent)-/);
  }
});

/** The images that a pod's status shows; the config digests of the test's image source are not the recorded ones. */
function shownImages({ status }: Pod) {
  return status.containerStatuses?.map(({ image, imageID }) => [
    image.replace(/^sha256:.*/, 'bare'),
    imageID,
  ]);
}
