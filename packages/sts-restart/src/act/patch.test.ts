import { run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { NotebookState } from '../live/notebook-state.ts';
import { WorkloadState } from '../live/workload-state.ts';
import { digest, migration, staleRow } from '../testing.ts';
import { groupByPatch, patchOf, strategicMergePatch } from './patch.ts';

const at = '2026-11-21T00:30:00.000Z';
const workload = (image: string, annotations?: Record<string, string>) =>
  WorkloadState.parse({
    kind: 'StatefulSet',
    metadata: { name: 'desk', namespace: 'bob' },
    spec: {
      template: {
        metadata: annotations ? { annotations } : {},
        spec: { containers: [{ name: 'desk', image }] },
      },
    },
  });
const notebook = NotebookState.parse({
  metadata: { name: 'desk', namespace: 'bob', annotations: { a: 'b' } },
  spec: {
    template: {
      spec: {
        containers: [
          { name: 'proxy', image: 'p' },
          { name: 'desk', image: 'a:c5b7982c' },
        ],
      },
    },
  },
});
const target = (image: string, annotations?: Record<string, string>) => ({
  row: staleRow({ image }),
  workload: workload(image, annotations),
});

t.test('a restart annotates the template, if nobody has restarted it since', async (t) => {
  const digests = `docker.io/library/a:v1@${digest('1')}`;
  t.same(JSON.parse(patchOf(target('a:v1'), at)), [
    { op: 'test', path: '/spec/template/metadata/annotations', value: null },
    {
      op: 'add',
      path: '/spec/template/metadata/annotations',
      value: { 'kubectl.kubernetes.io/restartedAt': at, 'patch-notebook-sts/digests': digests },
    },
  ]);
  const before = { 'kubectl.kubernetes.io/restartedAt': 'then' };
  const path = '/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt';
  t.match(JSON.parse(patchOf(target('a:v1', before), at)), [
    { op: 'test', path, value: 'then' },
    { op: 'add', path, value: at },
    { op: 'add', value: digests },
  ]);
});

t.test('a migration gives the template its new reference as well', async (t) => {
  const patch = patchOf({ row: migration(), workload: workload('a:c5b7982c', {}) }, at);
  t.match(JSON.parse(patch).slice(-2), [
    { op: 'test', path: '/spec/template/spec/containers/0/image', value: 'a:c5b7982c' },
    { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'a:v1' },
  ]);
});

t.test('of a Notebook, the Notebook gets it, and the time', async (t) => {
  const patch = patchOf({ row: migration(), workload: workload('a:c5b7982c'), notebook }, at);
  const changedAt = '/metadata/annotations/patch-notebook-sts~1changed-at';
  t.same(JSON.parse(patch), [
    { op: 'test', path: changedAt, value: null },
    { op: 'add', path: changedAt, value: at },
    { op: 'test', path: '/spec/template/spec/containers/1/image', value: 'a:c5b7982c' },
    { op: 'replace', path: '/spec/template/spec/containers/1/image', value: 'a:v1' },
  ]);
});

t.test('workloads that want the same, and are in the same state, share a patch', async (t) => {
  const groups = groupByPatch(
    [target('a:v1'), target('b:v1'), target('a:v1'), target('a:v1', { a: 'b' })],
    at,
  );
  t.same(
    [...groups.values()].map((group) => group.length),
    [2, 1, 1],
  );
});

t.test('the patch for a shell is what kubectl rollout restart sends, and the digests', async (t) => {
  const annotations = {
    'kubectl.kubernetes.io/restartedAt': at,
    'patch-notebook-sts/digests': `docker.io/library/a:v1@${digest('1')}`,
  };
  t.same(JSON.parse(strategicMergePatch(staleRow(), at)), {
    spec: { template: { metadata: { annotations } } },
  });
  t.same(JSON.parse(strategicMergePatch(migration(), at)).spec.template.spec, {
    containers: [{ name: 'desk', image: 'a:v1' }],
  });
});

t.test('whatever characters an object holds, kubectl reads the patch as it is', async (t) => {
  const odd = [
    '\u0085',
    '\u0080\u009b31m',
    '\u2028\ufeff\uffff',
    'h\u00e9 \u{1f600} \u{10ffff}',
    '"\\\n\u0001\u007f',
  ];
  for (const [i, text] of odd.entries()) {
    const before = { 'kubectl.kubernetes.io/restartedAt': text };
    const patch = patchOf({ row: migration(), workload: workload(text, before) }, at);
    t.notMatch(patch, /[\u007f-\ud7ff\ue000-\uffff]/, 'escaped');
    const object = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'desk' },
      spec: {
        template: {
          metadata: { annotations: before },
          spec: { containers: [{ name: 'desk', image: text }] },
        },
      },
    };
    // The patch tests for what is there, and would fail if kubectl read something else.
    const args = ['patch', '--local', '-f', '-', '--type=json', '-p', patch, '-o', 'json'];
    const { code, stdout, stderr } = await run('kubectl', args, {}, JSON.stringify(object));
    t.same({ code, stderr }, { code: 0, stderr: '' }, `text ${i}`);
    t.match(JSON.parse(stdout), { spec: { template: { spec: { containers: [{ image: 'a:v1' }] } } } });
  }
});
