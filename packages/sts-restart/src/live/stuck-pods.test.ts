import { readFileSync } from 'node:fs';
import { AFTER } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { PodState } from './pod-state.ts';
import { stuckPods } from './stuck-pods.ts';
import { WorkloadState } from './workload-state.ts';

const recorded = (file: string): { metadata: { name: string } }[] =>
  JSON.parse(readFileSync(`${AFTER}/${file}`, 'utf8')).items;
const podNamed = (name: string) =>
  PodState.parse(recorded('pods.json').find(({ metadata }) => metadata.name === name));
const broken = podNamed('broken-0');
const ready = podNamed('twins-0');
const workload = WorkloadState.parse(
  recorded('workloads.json').find(({ metadata }) => metadata.name === 'broken'),
);
const repository = 'k8scc01covidacr.azurecr.io/jupyterlab-cpu';
const on = (image: string) => {
  const live = structuredClone(workload);
  live.spec.template.spec.containers = [{ name: 'broken', image }];
  return live;
};
const row = {
  stsName: 'broken',
  namespace: 'team-geo',
  action: 'migrate' as const,
  containers: [{ name: 'broken', image: `${repository}:doesnotexist`, to: `${repository}:v1` }],
};
const stuck = (pods: PodState[], change: object = {}, image = `${repository}:v1`) =>
  stuckPods({ ...row, ...change }, { workload: on(image), pods }, 'now').map(({ metadata }) => metadata.name);

t.test('only a pod of the old template that can’t start is in the way', async (t) => {
  t.same(stuck([broken, ready]), ['broken-0']);
  const undo = [{ name: 'broken', image: `${repository}:v1`, to: `${repository}:doesnotexist` }];
  t.same(
    stuck([broken], { containers: undo }, `${repository}:doesnotexist`),
    [],
    'a new one that can’t start has the last word',
  );
  t.same(stuck([{ ...broken, metadata: { ...broken.metadata, deletionTimestamp: 'now' } }]), []);
});

t.test('only once the template is fixed: the pod would come back the same', async (t) => {
  t.same(stuck([broken], {}, `${repository}:doesnotexist`), []);
});

t.test('only of a StatefulSet, and only for a migration', async (t) => {
  t.same(stuck([broken], { kind: 'Deployment' }), []);
  const digest = `sha256:${'0'.repeat(64)}`;
  t.same(
    stuck([broken], {
      action: 'restart',
      containers: [{ name: 'broken', image: 'a', running: digest, wanted: digest }],
    }),
    [],
  );
});
