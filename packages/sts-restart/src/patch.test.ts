import t from 'tap';
import { groupByPatch, handPatch, nameLines, restartPatch } from './patch.ts';
import { WorkloadState } from './workload-state.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const target = (name: string, image: string, annotations?: Record<string, string>) => ({
  row: {
    stsName: name,
    namespace: 'bob',
    action: 'restart' as const,
    containers: [{ name, image, running: digest('0'), wanted: digest('1') }],
  },
  workload: WorkloadState.parse({
    kind: 'StatefulSet',
    metadata: { name, namespace: 'bob' },
    spec: { template: { metadata: annotations ? { annotations } : {}, spec: { containers: [] } } },
  }),
});
const at = '2026-11-21T00:30:00.000Z';

t.test('a template without annotations gets them, if it still has none', async (t) => {
  t.same(JSON.parse(restartPatch(undefined, at, 'a:v1@sha256:1')), [
    { op: 'test', path: '/spec/template/metadata/annotations', value: null },
    {
      op: 'add',
      path: '/spec/template/metadata/annotations',
      value: { 'kubectl.kubernetes.io/restartedAt': at, 'patch-notebook-sts/digests': 'a:v1@sha256:1' },
    },
  ]);
});

t.test('a template with annotations keeps the others, if nobody has restarted it since', async (t) => {
  const restartedAt = '/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt';
  const digests = '/spec/template/metadata/annotations/patch-notebook-sts~1digests';
  const adds = [
    { op: 'add', path: restartedAt, value: at },
    { op: 'add', path: digests, value: 'x' },
  ];
  t.same(JSON.parse(restartPatch({ a: 'b' }, at, 'x')), [
    { op: 'test', path: restartedAt, value: null },
    ...adds,
  ]);
  const before = { 'kubectl.kubernetes.io/restartedAt': 'then' };
  t.same(JSON.parse(restartPatch(before, at, 'x')), [
    { op: 'test', path: restartedAt, value: 'then' },
    ...adds,
  ]);
});

t.test('workloads that want the same, and are in the same state, share a patch', async (t) => {
  const groups = groupByPatch(
    [target('x', 'a:v1'), target('y', 'b:v1'), target('z', 'a:v1'), target('w', 'a:v1', { a: 'b' })],
    at,
  );
  t.same(
    [...groups.values()].map((group) => group.map(({ row }) => row.stsName)),
    [['x', 'z'], ['y'], ['w']],
  );
});

t.test('the patch for a shell is what kubectl rollout restart sends, and the digests', async (t) => {
  t.same(JSON.parse(handPatch(target('x', 'a:v1').row, at)), {
    spec: {
      template: {
        metadata: {
          annotations: {
            'kubectl.kubernetes.io/restartedAt': at,
            'patch-notebook-sts/digests': `docker.io/library/a:v1@${digest('1')}`,
          },
        },
      },
    },
  });
});

t.test('workloads are named, and nothing else', async (t) => {
  const lines = nameLines([
    { stsName: 'web', namespace: 'geo', kind: 'Deployment' },
    { stsName: 'a', namespace: 'b' },
  ]);
  t.equal(
    lines,
    '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"geo"}}\n' +
      '{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"a","namespace":"b"}}',
  );
});
