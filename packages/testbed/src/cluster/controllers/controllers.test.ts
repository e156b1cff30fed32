import { join } from 'node:path';
import t from 'tap';
import { isReady } from '../api/objects.ts';
import { generateNotebooks } from '../generate/generate-notebooks.ts';
import { loadCapture } from '../generate/load-capture.ts';
import { CAPTURES, call, digest, imageMap, restart, testCluster } from '../testing.ts';

const RSTUDIO = 'k8scc01covidacr.azurecr.io/rstudio';
const CPU = 'k8scc01covidacr.azurecr.io/jupyterlab-cpu';
const images = () =>
  imageMap(
    new Map([
      [`${RSTUDIO}:v1`, digest('b')],
      [`${CPU}:v1`, digest('c')],
      ['registry.test/lab:v1', digest('a')],
      ['registry.test/lab:v2', digest('d')],
    ]),
  );

async function captured(t: Parameters<typeof testCluster>[0]) {
  const cluster = await testCluster(t, { images: images() });
  cluster.load(await loadCapture(join(CAPTURES, 'after')));
  return cluster;
}

t.test('a capture stays as it is, though its long-named StatefulSet lacks a pod', async (t) => {
  const cluster = await captured(t);
  await cluster.settled();
  const loaded = await loadCapture(join(CAPTURES, 'after'));
  t.equal(cluster.objects('pods').length, loaded.filter(({ kind }) => kind === 'Pod').length);
  await restart(
    cluster,
    'statefulsets',
    'kubeflow-user-example-com',
    'a-very-long-notebook-name-that-is-legal-0123456789-ab',
  );
  await cluster.settled();
  t.equal(
    cluster.objects('pods').length,
    loaded.filter(({ kind }) => kind === 'Pod').length,
    'nor can it get one',
  );
});

t.test('a StatefulSet with two replicas: one at a time, the last one first', async (t) => {
  const cluster = await captured(t);
  const unready: string[] = [];
  await restart(cluster, 'statefulsets', 'team-geo', 'twins');
  const seen = setInterval(() => {
    const pods = ['twins-0', 'twins-1'].map((name) => cluster.object('pods', 'team-geo', name));
    unready.push(pods.map((pod) => (pod && isReady(pod) ? '1' : '0')).join(''));
  }, 0);
  await cluster.settled();
  clearInterval(seen);
  t.notOk(unready.includes('00'), 'never both');
  t.ok(unready.indexOf('10') < unready.indexOf('01') || !unready.includes('01'));
  const set = cluster.object('statefulsets', 'team-geo', 'twins');
  t.match(set?.status, {
    observedGeneration: 3,
    replicas: 2,
    readyReplicas: 2,
    updatedReplicas: 2,
    currentReplicas: 2,
  });
  t.equal(set?.status.currentRevision, set?.status.updateRevision);
  const revisions = ['twins-0', 'twins-1'].map(
    (name) => cluster.object('pods', 'team-geo', name)?.metadata.labels?.['controller-revision-hash'],
  );
  t.same(revisions, [set?.status.updateRevision, set?.status.updateRevision]);
});

t.test('a deleted pod comes back, and nothing else is replaced', async (t) => {
  const cluster = await captured(t);
  const before = cluster.object('statefulsets', 'team-geo', 'twins');
  const other = cluster.object('pods', 'team-geo', 'twins-1');
  await call(cluster, 'DELETE', '/api/v1/namespaces/team-geo/pods/twins-0');
  await cluster.settled();
  t.equal(cluster.object('pods', 'team-geo', 'twins-1'), other);
  const pod = cluster.object('pods', 'team-geo', 'twins-0');
  t.ok(pod && isReady(pod));
  t.strictSame(
    cluster.object('statefulsets', 'team-geo', 'twins')?.status,
    before?.status,
    'the captured revision',
  );
});

t.test('a pod that cannot pull is replaced only when it is deleted', async (t) => {
  const cluster = await captured(t);
  const patch = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: `${CPU}:v1` }];
  const path = '/apis/kubeflow.org/v1/namespaces/team-geo/notebooks/broken';
  t.equal((await call(cluster, 'PATCH', path, patch, 'json-patch')).status, 200);
  await cluster.settled();
  t.match(cluster.object('statefulsets', 'team-geo', 'broken')?.spec.template.spec.containers, [
    { image: `${CPU}:v1` },
  ]);
  const stuck = cluster.object('pods', 'team-geo', 'broken-0')?.status.containerStatuses?.[0];
  t.equal(stuck?.state.waiting?.reason, 'ImagePullBackOff');
  await call(cluster, 'DELETE', '/api/v1/namespaces/team-geo/pods/broken-0');
  await cluster.settled();
  t.match(cluster.object('pods', 'team-geo', 'broken-0')?.status.containerStatuses, [
    { ready: true, imageID: `${CPU}@${digest('c')}` },
  ]);
});

t.test('a pod that no node may run', async (t) => {
  const cluster = await captured(t);
  await call(cluster, 'DELETE', '/api/v1/namespaces/team-geo/pods/unschedulable-0');
  await cluster.settled();
  const recorded = (await loadCapture(join(CAPTURES, 'after'))).find(
    ({ metadata }) => metadata.name === 'unschedulable-0',
  );
  const { status } = cluster.object('pods', 'team-geo', 'unschedulable-0') ?? {};
  const [now, then] = [status, recorded?.status].map(
    (one) => (one as typeof status)?.conditions?.[0]?.message,
  );
  t.equal(now, then);
});

t.test('a Deployment: a new ReplicaSet takes over', async (t) => {
  const cluster = await captured(t);
  await restart(cluster, 'deployments', 'team-geo', 'web');
  await cluster.settled();
  const sets = cluster.objects('replicasets');
  t.same(sets.map(({ spec }) => spec.replicas).sort(), [0, 2]);
  const pods = cluster.objects('pods').filter(({ metadata }) => metadata.labels?.app === 'web');
  t.equal(pods.length, 2);
  for (const pod of pods) {
    t.ok(isReady(pod));
    t.equal(pod.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'], 'now');
    t.equal(pod.status.containerStatuses?.[0]?.imageID, `${RSTUDIO}@${digest('b')}`);
  }
  t.match(cluster.object('deployments', 'team-geo', 'web'), {
    metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } },
    status: {
      observedGeneration: 2,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      conditions: [{ type: 'Available' }, { type: 'Progressing', reason: 'NewReplicaSetAvailable' }],
    },
  });
});

t.test('a DaemonSet', async (t) => {
  const cluster = await captured(t);
  await restart(cluster, 'daemonsets', 'team-geo', 'agent');
  await cluster.settled();
  const pods = cluster.objects('pods').filter(({ metadata }) => metadata.labels?.app === 'agent');
  t.equal(pods.length, 1);
  t.not(pods[0]?.metadata.name, 'agent-9r58x');
  t.equal(pods[0]?.status.containerStatuses?.[0]?.imageID, `${RSTUDIO}@${digest('b')}`);
  t.match(cluster.object('daemonsets', 'team-geo', 'agent')?.status, {
    observedGeneration: 2,
    updatedNumberScheduled: 1,
    numberReady: 1,
    numberAvailable: 1,
  });
});

t.test('a Notebook and its StatefulSet', async (t) => {
  const cluster = await testCluster(t, { images: images() });
  const image = () => ({
    repository: 'registry.test/lab',
    tag: 'v1',
    digest: digest('a'),
    imagePullPolicy: 'Always' as const,
  });
  cluster.load(generateNotebooks({ count: 1, image }));
  const set = '/apis/apps/v1/namespaces/user-0001/statefulsets/notebook-00001';
  const notebook = '/apis/kubeflow.org/v1/namespaces/user-0001/notebooks/notebook-00001';
  const pods = () => cluster.objects('pods');
  const read = () => cluster.object('statefulsets', 'user-0001', 'notebook-00001');
  const [first] = pods();

  await t.test('the StatefulSet alone cannot be migrated', async (t) => {
    const containers = [{ name: 'notebook-00001', image: 'registry.test/lab:v2' }];
    await call(cluster, 'PATCH', set, { spec: { template: { spec: { containers } } } });
    await cluster.settled();
    t.equal(read()?.spec.template.spec.containers[0]?.image, 'registry.test/lab:v1');
    t.strictSame(pods(), [first], 'and no pod was replaced for it');
  });

  await t.test('its labels and annotations are wiped, those of its template stay', async (t) => {
    const template = { metadata: { annotations: { mine: 'x' } } };
    await call(cluster, 'PATCH', set, {
      metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
      spec: { template },
    });
    await cluster.settled();
    t.notOk(read()?.metadata.labels);
    t.notOk(read()?.metadata.annotations);
    t.match(read()?.spec.template.metadata?.annotations, { mine: 'x' });
  });

  await t.test('a changed Notebook restarts it', async (t) => {
    const patch = [
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'registry.test/lab:v2' },
    ];
    await call(cluster, 'PATCH', notebook, patch, 'json-patch');
    await cluster.settled();
    t.match(pods(), [
      { status: { containerStatuses: [{ imageID: `registry.test/lab@${digest('d')}`, ready: true }] } },
    ]);
  });

  await t.test('stopped and started', async (t) => {
    const annotations = { 'kubeflow-resource-stopped': '2026-11-20T00:00:00Z' };
    await call(cluster, 'PATCH', notebook, { metadata: { annotations } }, 'merge-patch');
    await cluster.settled();
    t.equal(read()?.spec.replicas, 0);
    t.same(pods(), []);
    await call(
      cluster,
      'PATCH',
      notebook,
      { metadata: { annotations: { 'kubeflow-resource-stopped': null } } },
      'merge-patch',
    );
    await cluster.settled();
    t.equal(pods().filter(isReady).length, 1);
  });
});

t.test('a quota keeps a Deployment from its new pod, until it is gone', async (t) => {
  const cluster = await testCluster(t, { images: images(), timeScale: 0 });
  cluster.load(await loadCapture(join(CAPTURES, 'after')));
  const quota = {
    name: 'none',
    namespace: 'team-geo',
    uid: 'q',
    resourceVersion: '1',
    creationTimestamp: '',
  };
  cluster.load([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: quota, spec: { hard: { pods: '1' } } }]);
  await restart(cluster, 'deployments', 'team-geo', 'web');
  await cluster.settled();
  await cluster.advance(1000);
  const read = () => cluster.object('deployments', 'team-geo', 'web')?.status;
  t.match(
    read()?.conditions?.find(({ type }) => type === 'ReplicaFailure'),
    {
      status: 'True',
      reason: 'FailedCreate',
      message: /^pods "web-\w+-\w+" is forbidden: exceeded quota: none, requested: pods=1, /,
    },
  );
  const [event] = cluster.objects('events').filter(({ reason }) => reason === 'FailedCreate');
  t.match(event, {
    type: 'Warning',
    involvedObject: { kind: 'ReplicaSet' },
    message: /^Error creating: pods "web-\w+-\w+" is forbidden: exceeded quota/,
  });
  t.match(read(), { updatedReplicas: undefined, availableReplicas: 2 }, 'the old ones stay');

  cluster.remove('resourcequotas', 'team-geo', 'none');
  await cluster.advance(60_000);
  t.match(read(), { updatedReplicas: 2, availableReplicas: 2, replicas: 2 });
  t.notOk(read()?.conditions?.some(({ type }) => type === 'ReplicaFailure'));
});

t.test('a StatefulSet replaces a pod that was thrown off its node', async (t) => {
  const cluster = await captured(t);
  cluster.evict('team-geo', 'twins-0');
  await cluster.settled();
  const pod = cluster.object('pods', 'team-geo', 'twins-0');
  t.ok(pod && isReady(pod));
  t.ok(cluster.objects('events').some(({ reason }) => reason === 'RecreatingFailedPod'));
});
