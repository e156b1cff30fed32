import { readFileSync } from 'node:fs';
import type { Kind } from '@patch-notebook-sts/core/kube/kinds';
import t from 'tap';
import * as z from 'zod';
import { containerRows, ownersBetween } from './container-rows.ts';
import { addNotebook, listedNotebook, noFacts } from './facts.ts';
import { Pod, ReplicaSet } from './pod.ts';

const captured = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/captures/after/${file}`, import.meta.url), 'utf8'))
    .items;
const pods = z.array(Pod).parse(captured('pods.json'));
const podNamed = (name: string) => pods.find(({ metadata }) => metadata.name === name) as Pod;
const statefulSets = new Set<Kind>(['StatefulSet']);
const allKinds = new Set<Kind>(['StatefulSet', 'Deployment', 'DaemonSet']);
const between = ownersBetween(
  captured('workloads.json')
    .filter(({ kind }: { kind: string }) => kind === 'ReplicaSet')
    .map((set: unknown) => ReplicaSet.parse(set)),
);
const facts = noFacts();

t.test('the reference is the spec’s, the status is verbatim', async (t) => {
  const [row] = containerRows(podNamed('desk-0'), statefulSets, between, facts) as object[];
  const status = captured('pods.json').find((pod: Pod) => pod.metadata.name === 'desk-0').status
    .containerStatuses[0];
  t.equal(
    JSON.stringify((row as { image: unknown }).image),
    JSON.stringify(status),
    'its keys keep their order',
  );
  t.strictSame(JSON.parse(JSON.stringify(row)), {
    stsName: 'desk',
    namespace: 'bob-singh',
    kind: 'StatefulSet',
    pod: 'desk-0',
    image: status,
    spec: { image: 'k8scc01covidacr.azurecr.io/remote-desktop:v1', imagePullPolicy: 'Always' },
  });
});

t.test('a container’s status is found by its name, not by its place', async (t) => {
  const mesh = podNamed('mesh-0');
  const status = { ...mesh.status, containerStatuses: mesh.status?.containerStatuses?.toReversed() };
  for (const pod of [mesh, { ...mesh, status }]) {
    const rows = containerRows(pod, statefulSets, between, facts);
    t.match(rows, [
      { image: { name: 'istio-proxy', imageID: /^docker\.io\/istio\/proxyv2@/ } },
      {
        image: { name: 'mesh', imageID: /rstudio@sha256:3d90/, image: /^sha256:95dd/ },
        spec: { image: /rstudio:v1$/ },
      },
    ]);
  }
});

t.test('a pod without container statuses still has its rows', async (t) => {
  t.match(containerRows(podNamed('unschedulable-0'), statefulSets, between, facts), [
    { stsName: 'unschedulable', image: { name: 'unschedulable', imageID: '' } },
  ]);
});

t.test('which pods are left out, and why', async (t) => {
  const desk = podNamed('desk-0');
  const of = (pod: Pod) => containerRows(pod, statefulSets, between, facts);
  t.equal(
    of({ ...desk, metadata: { ...desk.metadata, deletionTimestamp: '2026-11-20T00:00:00Z' } }),
    'terminating',
  );
  t.equal(of({ ...desk, status: { ...desk.status, phase: 'Failed' } }), 'finished');
  t.equal(of(podNamed('bare')), 'without a controller');
  t.equal(of(podNamed('agent-9r58x')), 'of another kind');
  t.equal(of(podNamed('web-c5c4777b6-282m2')), 'of another kind');
});

t.test('a Deployment is found through its ReplicaSet', async (t) => {
  const web = podNamed('web-c5c4777b6-282m2');
  t.match(containerRows(web, allKinds, between, facts), [{ kind: 'Deployment', stsName: 'web' }]);
  t.equal(
    containerRows(web, allKinds, new Map(), facts),
    'of another kind',
    'a ReplicaSet of its own is no workload of ours',
  );
  t.match(containerRows(podNamed('agent-9r58x'), allKinds, between, facts), [
    { kind: 'DaemonSet', stsName: 'agent' },
  ]);
});

t.test('what guards a workload stands behind its spec, in each of its rows', async (t) => {
  const noted = noFacts();
  addNotebook(
    noted,
    listedNotebook({
      metadata: {
        name: 'mesh',
        namespace: 'dave-roy',
        annotations: { 'patch-notebook-sts/restart': 'never' },
      },
    }),
  );
  const mesh = podNamed('mesh-0');
  const annotations = { 'patch-notebook-sts/digests': 'ghcr.io/org/app:v1@sha256:1' };
  const pod = { ...mesh, metadata: { ...mesh.metadata, annotations } };
  const rows = containerRows(pod, statefulSets, between, noted);
  t.equal(rows.length, 2);
  for (const row of rows as object[]) {
    t.match(row, {
      owner: { kind: 'Notebook', name: 'mesh' },
      notebook: { lastActivity: null, stopped: null },
      optOut: 'notebook',
      restartedFor: 'ghcr.io/org/app:v1@sha256:1',
    });
    t.same(Object.keys(row).slice(-6), [
      'spec',
      'owner',
      'notebook',
      'optOut',
      'announcement',
      'restartedFor',
    ]);
  }
});
