import { readFileSync } from 'node:fs';
import { AFTER } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { PodState } from './pod-state.ts';
import { stuckPods } from './stuck-pods.ts';

const recorded: { metadata: { name: string } }[] = JSON.parse(
  readFileSync(`${AFTER}/pods.json`, 'utf8'),
).items;
const broken = PodState.parse(recorded.find(({ metadata }) => metadata.name === 'broken-0'));
const ready = PodState.parse(recorded.find(({ metadata }) => metadata.name === 'twins-0'));
const repository = 'k8scc01covidacr.azurecr.io/jupyterlab-cpu';
const row = (to = `${repository}:v1`) => ({
  stsName: 'broken',
  namespace: 'team-geo',
  action: 'migrate' as const,
  containers: [{ name: 'broken', image: `${repository}:doesnotexist`, to }],
});
const names = (pods: PodState[]) => pods.map(({ metadata }) => metadata.name);

t.test('only a pod of the old template that can’t start is in the way', async (t) => {
  t.same(names(stuckPods(row(), [broken, ready], 'now')), ['broken-0']);
  const back = {
    ...row(`${repository}:doesnotexist`),
    containers: [{ name: 'broken', image: `${repository}:v1`, to: `${repository}:doesnotexist` }],
  };
  t.same(stuckPods(back, [broken], 'now'), [], 'a new one that can’t start has the last word');
  const terminating = { ...broken, metadata: { ...broken.metadata, deletionTimestamp: 'now' } };
  t.same(stuckPods(row(), [terminating], 'now'), []);
});

t.test('only of a StatefulSet, and only for a migration', async (t) => {
  t.same(stuckPods({ ...row(), kind: 'Deployment' }, [broken], 'now'), []);
  const digest = `sha256:${'0'.repeat(64)}`;
  const containers = [{ name: 'broken', image: 'a', running: digest, wanted: digest }];
  t.same(stuckPods({ ...row(), action: 'restart', containers }, [broken], 'now'), []);
});
