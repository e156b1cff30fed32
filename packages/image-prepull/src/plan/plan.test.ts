import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import t from 'tap';
import { LivePod, podsByWorkload } from './live-pods.ts';
import { type PullerPlace, planPulls } from './plan.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const PLACE = { namespace: 'pullers', secrets: ['registry'] };

const row = (stsName: string, change: object = {}) =>
  RestartRow.parse({
    stsName,
    namespace: 'bob',
    kind: 'StatefulSet',
    action: 'restart',
    containers: [{ name: 'nb', image: 'a/b:v1', running: digest('0'), wanted: digest('1'), ...change }],
  });
const migration = (change: object = {}) => {
  const { containers, ...rest } = row('desk');
  return RestartRow.parse({
    ...rest,
    action: 'migrate',
    containers: containers.map((one) => ({ ...one, to: 'a/b:v2', ...change })),
  });
};

const pod = (owner: string, node: string | undefined, policy = 'Always', more: object = {}) =>
  LivePod.parse({
    metadata: {
      name: `${owner}-0`,
      namespace: 'bob',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: owner, controller: true }],
    },
    spec: { nodeName: node, containers: [{ name: 'nb', imagePullPolicy: policy }], ...more },
    status: { phase: 'Running' },
  });

const plan = (rows: RestartRow[], pods: LivePod[], place: PullerPlace = PLACE) => {
  const { pulls, workloads } = planPulls(rows, podsByWorkload(pods), place);
  return {
    pulls: pulls.map(({ id: _, ...rest }) => rest),
    workloads: workloads.map(({ row: { stsName }, pulls, remark }) => [
      stsName,
      remark ?? pulls.map(({ node, image }) => `${node} ${image}`),
    ]),
  };
};

t.test('each image once on each node, by the digest of its index', async (t) => {
  const rows = [row('desk'), row('lab'), row('far'), row('other', { image: 'c/d:v1', wanted: digest('2') })];
  const pods = [pod('desk', 'n1'), pod('lab', 'n1'), pod('far', 'n2'), pod('other', 'n1')];
  const [one, two] = [`docker.io/a/b@${digest('1')}`, `docker.io/c/d@${digest('2')}`];
  const rest = { namespace: 'pullers', secrets: ['registry'] };
  t.same(plan(rows, pods), {
    pulls: [
      { node: 'n1', image: one, ...rest },
      { node: 'n1', image: two, ...rest },
      { node: 'n2', image: one, ...rest },
    ],
    workloads: [
      ['desk', [`n1 ${one}`]],
      ['lab', [`n1 ${one}`]],
      ['far', [`n2 ${one}`]],
      ['other', [`n1 ${two}`]],
    ],
  });
});

t.test('each node of a workload with several pods; each runtime class by itself', async (t) => {
  const pods = [
    pod('desk', 'n1'),
    pod('desk', 'n2'),
    pod('desk', 'n2', 'Always', { runtimeClassName: 'kata' }),
  ];
  t.same(
    plan([row('desk')], pods).pulls.map(({ node, runtimeClass }) => [node, runtimeClass]),
    [
      ['n1', undefined],
      ['n2', undefined],
      ['n2', 'kata'],
    ],
  );
});

t.test('in the workloads’ namespaces, with their pull secrets', async (t) => {
  const secrets = (...names: string[]) => ({ imagePullSecrets: names.map((name) => ({ name })) });
  const pods = [
    pod('desk', 'n1', 'Always', secrets('one')),
    pod('lab', 'n1', 'Always', secrets('two', 'one')),
  ];
  const { workloads, pulls } = planPulls(
    [row('desk'), row('lab')],
    podsByWorkload(pods),
    'in-workload-namespace',
  );
  t.match(pulls, [{ namespace: 'bob', secrets: ['one', 'two'] }]);
  t.equal(workloads[0]?.pulls[0], pulls[0], 'both workloads wait for the same pull');
  t.equal(workloads[1]?.pulls[0], pulls[0]);
});

t.test('what no pull helps passes with a remark', async (t) => {
  const cases: [RestartRow, LivePod[], RegExp | undefined][] = [
    [row('desk'), [], /^it has no pod on a node$/],
    [row('desk'), [pod('desk', undefined)], /^it has no pod on a node$/],
    [
      row('desk'),
      [pod('desk', 'n1', 'IfNotPresent')],
      /pull policy IfNotPresent, so it starts what its node has/,
    ],
    [row('desk'), [pod('desk', 'n1', 'Never')], /pull policy Never/],
    [migration(), [pod('desk', 'n1', 'IfNotPresent')], undefined],
    [migration(), [pod('desk', 'n1', 'Never')], /pull policy Never/],
    [migration({ to: 'a/b:v1', imagePullPolicy: 'Always' }), [pod('desk', 'n1', 'IfNotPresent')], undefined],
    [migration({ wanted: undefined }), [pod('desk', 'n1')], /nobody knows the digest of a\/b:v2/],
  ];
  for (const [row, pods, remark] of cases) {
    const { workloads } = planPulls([row], podsByWorkload(pods), PLACE);
    if (remark === undefined) t.match(workloads[0], { pulls: [{ node: 'n1' }], remark: undefined });
    else t.match(workloads[0], { pulls: [], remark });
  }
});

t.test('pods that have ended, that are about to, and those of others don’t count', async (t) => {
  const gone = pod('desk', 'n1');
  const ended = { ...gone, status: { phase: 'Failed' } };
  const ending = { ...gone, metadata: { ...gone.metadata, deletionTimestamp: '2026-11-24T00:00:00Z' } };
  t.same(
    podsByWorkload([ended, ending, { ...gone, metadata: { name: 'bare', namespace: 'bob' } }]),
    new Map(),
  );
});

t.test('a size that the row has goes with the pull', async (t) => {
  const sized = row('desk', { details: { size: { 'linux/amd64': 5e9, 'linux/arm64': 4e9 } } });
  t.match(planPulls([sized], podsByWorkload([pod('desk', 'n1')]), PLACE).pulls, [{ size: 5e9 }]);
});
