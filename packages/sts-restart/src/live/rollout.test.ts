import { readFileSync } from 'node:fs';
import { kindOf } from '@patch-notebook-sts/core/kube/kinds';
import { AFTER } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { desiredPods, isRolledOut, isUpdated, replacedPods, whyNoRollout } from './rollout.ts';
import { WorkloadState } from './workload-state.ts';

const recorded: { kind: string; metadata: { name: string } }[] = JSON.parse(
  readFileSync(`${AFTER}/workloads.json`, 'utf8'),
).items.filter(({ kind }: { kind: string }) => kind !== 'ReplicaSet');
function named(name: string) {
  const object = recorded.find(({ metadata }) => metadata.name === name);
  const kind = kindOf('apps/v1', object?.kind ?? '') ?? 'StatefulSet';
  return { kind, workload: WorkloadState.parse(object) };
}
const changed = (name: string, change: (workload: WorkloadState) => void) => {
  const { kind, workload } = named(name);
  change(workload);
  return { kind, workload };
};

t.test('recorded workloads of each kind are rolled out', async (t) => {
  for (const [name, pods] of [
    ['jupyter', 1],
    ['twins', 2],
    ['web', 2],
    ['agent', 1],
    ['stopped', 0],
  ] as const) {
    const { kind, workload } = named(name);
    t.equal(desiredPods(kind, workload), pods, name);
    t.ok(isUpdated(kind, workload) && isRolledOut(kind, workload), name);
  }
});

t.test('a pod that isn’t ready is no rollout in progress, and not the end of one', async (t) => {
  for (const name of ['broken', 'unschedulable']) {
    const { kind, workload } = named(name);
    t.ok(isUpdated(kind, workload), name);
    t.notOk(isRolledOut(kind, workload), name);
  }
});

t.test('a rollout is in progress while the controller or a pod is behind', async (t) => {
  const is = (change: (workload: WorkloadState) => void) => {
    const { kind, workload } = changed('desk', change);
    return [isUpdated(kind, workload), isRolledOut(kind, workload)];
  };
  t.same(
    is(() => {}),
    [true, true],
  );
  t.same(
    is(({ metadata }) => {
      metadata.generation = 2;
    }),
    [false, false],
    'not seen yet',
  );
  t.same(
    is(({ status }) => Object.assign(status ?? {}, { updatedReplicas: 0 })),
    [false, false],
    'the pod is an old one',
  );
  t.same(
    is(({ status }) => Object.assign(status ?? {}, { replicas: 2 })),
    [true, false],
    'an old pod is left',
  );
});

t.test('with minReadySeconds a pod has to be available, not only ready', async (t) => {
  const { kind, workload } = changed('desk', ({ spec, status }) => {
    spec.minReadySeconds = 12;
    Object.assign(status ?? {}, { availableReplicas: 0 });
  });
  t.notOk(isRolledOut(kind, workload));
  Object.assign(workload.status ?? {}, { availableReplicas: 1 });
  t.ok(isRolledOut(kind, workload));
});

t.test('what keeps its pods from being replaced', async (t) => {
  const why = (name: string, spec: object) => {
    const { kind, workload } = changed(name, (one) => Object.assign(one.spec, spec));
    return [replacedPods(kind, workload), whyNoRollout(kind, workload)];
  };
  const partition = (partition: number) => ({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } },
  });
  t.same(why('twins', {}), [2, undefined]);
  t.same(why('twins', partition(1)), [1, undefined]);
  t.match(why('twins', partition(2)), [0, /its partition is 2: a restart replaces no pod/]);
  t.match(why('twins', partition(9))[1], /partition is 9/);
  t.match(why('twins', { updateStrategy: { type: 'OnDelete', rollingUpdate: null } })[1], /OnDelete/);
  t.match(why('web', { paused: true })[1], /paused/);
});
