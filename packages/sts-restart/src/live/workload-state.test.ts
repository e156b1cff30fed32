import { readFileSync } from 'node:fs';
import { AFTER } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { isRolledOut, isUpdated, WorkloadState, wantedPods } from './workload-state.ts';

const recorded = JSON.parse(readFileSync(`${AFTER}/workloads.json`, 'utf8')).items.filter(
  ({ kind }: { kind: string }) => kind !== 'ReplicaSet',
);
const named = (name: string) =>
  WorkloadState.parse(recorded.find(({ metadata }: WorkloadState) => metadata.name === name));

t.test('recorded workloads of each kind are rolled out', async (t) => {
  for (const [name, pods] of [
    ['jupyter', 1],
    ['twins', 2],
    ['web', 2],
    ['agent', 1],
    ['stopped', 0],
  ] as const) {
    const workload = named(name);
    t.equal(wantedPods(workload), pods, name);
    t.ok(isUpdated(workload) && isRolledOut(workload), name);
  }
});

t.test('a pod that isn’t ready is no rollout in progress, and not the end of one', async (t) => {
  for (const name of ['broken', 'unschedulable']) {
    t.ok(isUpdated(named(name)), name);
    t.notOk(isRolledOut(named(name)), name);
  }
});

t.test('a rollout is in progress while the controller or a pod is behind', async (t) => {
  const desk = named('desk');
  t.notOk(isUpdated({ ...desk, metadata: { ...desk.metadata, generation: 2 } }), 'not seen yet');
  t.notOk(isUpdated({ ...desk, status: { ...desk.status, updatedReplicas: 0 } }), 'the pod is an old one');
  t.notOk(isRolledOut({ ...desk, status: { ...desk.status, replicas: 2 } }), 'an old pod is left');
});
