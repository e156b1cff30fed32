import t from 'tap';
import {
  type PodFact,
  planStatefulSet,
  type StatefulSetFacts,
  statefulSetStatus,
} from './statefulset-plan.ts';

const pod = (ordinal: number, fields: Partial<PodFact> = {}): PodFact => ({
  ordinal,
  revision: 'old',
  ready: true,
  available: fields.ready ?? true,
  failed: false,
  terminating: false,
  ...fields,
});

const facts = (fields: Partial<StatefulSetFacts>): StatefulSetFacts => ({
  replicas: 2,
  strategy: 'RollingUpdate',
  parallel: false,
  partition: 0,
  currentRevision: 'old',
  updateRevision: 'new',
  pods: [pod(0), pod(1)],
  ...fields,
});

const updated = { revision: 'new' };

for (const [name, given, expected] of [
  [
    'creates the lowest missing pod, of the new revision',
    { pods: [] },
    { create: [{ ordinal: 0, revision: 'new' }] },
  ],
  ['fills a gap first', { pods: [pod(1)] }, { create: [{ ordinal: 0, revision: 'new' }] }],
  [
    'of the old revision below the partition',
    { pods: [pod(1)], partition: 1 },
    { create: [{ ordinal: 0, revision: 'old' }] },
  ],
  [
    'creates the next one only when those before it are ready',
    { pods: [pod(0, { ready: false })] },
    undefined,
  ],
  ['replaces from the highest ordinal down', {}, { delete: [1] }],
  ['waits for the replacement', { pods: [pod(0), pod(1, { ...updated, ready: false })] }, undefined],
  ['waits for a pod to go', { pods: [pod(0), pod(1, { terminating: true })] }, undefined],
  ['goes on when it is ready', { pods: [pod(0), pod(1, updated)] }, { delete: [0] }],
  ['is done', { pods: [pod(0, updated), pod(1, updated)] }, undefined],
  ['stops at the partition', { pods: [pod(0), pod(1, updated)], partition: 1 }, undefined],
  [
    'does not replace a pod that never got ready',
    { replicas: 1, pods: [pod(0, { ready: false })] },
    undefined,
  ],
  ['leaves replacing to others with OnDelete', { strategy: 'OnDelete' }, undefined],
  ['deletes surplus pods from the highest down', { replicas: 0 }, { delete: [1] }],
  ['one at a time', { replicas: 0, pods: [pod(0), pod(1, { terminating: true })] }, undefined],
  ['waits until a ready pod is available', { pods: [pod(0), pod(1, { available: false })] }, undefined],
  ['replaces a failed pod', { pods: [pod(0, { failed: true, ready: false }), pod(1)] }, { delete: [0] }],
  [
    'Parallel: creates all at once',
    { parallel: true, pods: [pod(1, updated)], replicas: 3 },
    {
      create: [
        { ordinal: 0, revision: 'new' },
        { ordinal: 2, revision: 'new' },
      ],
    },
  ],
  ['Parallel: deletes all at once', { parallel: true, replicas: 0 }, { delete: [1, 0] }],
  ['Parallel: but updates one by one', { parallel: true }, { delete: [1] }],
  [
    'Parallel: and waits for it',
    { parallel: true, pods: [pod(0), pod(1, { ...updated, ready: false })] },
    undefined,
  ],
] as const satisfies readonly [string, Partial<StatefulSetFacts>, unknown][]) {
  t.strictSame(planStatefulSet(facts(given)), { create: [], delete: [], ...expected }, name);
}

t.test('status', async (t) => {
  t.strictSame(statefulSetStatus(facts({ pods: [pod(0), pod(1, { ...updated, ready: false })] })), {
    replicas: 2,
    readyReplicas: 1,
    currentReplicas: 1,
    updatedReplicas: 1,
    currentRevision: 'old',
    updateRevision: 'new',
    collisionCount: 0,
    availableReplicas: 1,
  });
  const done = statefulSetStatus(facts({ pods: [pod(0, updated), pod(1, updated)] }));
  t.match(done, { currentRevision: 'new', currentReplicas: 2, updatedReplicas: 2 });
  t.match(
    statefulSetStatus(facts({}), { create: [], delete: [1] }),
    { replicas: 2, readyReplicas: 2, currentReplicas: 1 },
    'a pod that is being deleted',
  );
  t.strictSame(
    statefulSetStatus(facts({ pods: [] }), { create: [{ ordinal: 0, revision: 'new' }], delete: [] }),
    {
      replicas: 0,
      currentRevision: 'new',
      updateRevision: 'new',
      collisionCount: 0,
      availableReplicas: 0,
    },
    'and one that is being created; what has no pods at all is up to date',
  );
  t.strictSame(
    statefulSetStatus(facts({ replicas: 0, pods: [], currentRevision: 'new' })),
    {
      replicas: 0,
      currentRevision: 'new',
      updateRevision: 'new',
      collisionCount: 0,
      availableReplicas: 0,
    },
    'as in the capture, for a stopped notebook',
  );
});
