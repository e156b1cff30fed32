import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import t from 'tap';
import { compareListedRows, listRows } from './listed-row.ts';

const row = (more: object = {}): ContainerRow => ({
  stsName: 'lab',
  namespace: 'bob',
  kind: 'StatefulSet',
  pod: 'lab-0',
  image: { name: 'lab', imageID: '' },
  spec: { image: 'ghcr.io/org/app:v1', imagePullPolicy: undefined },
  ...more,
});

t.test('a row is listed as the text that is written', async (t) => {
  t.same(listRows([row({ owner: { kind: 'Notebook', name: 'lab' } })]), [
    {
      stsName: 'lab',
      namespace: 'bob',
      kind: 'StatefulSet',
      pod: 'lab-0',
      name: 'lab',
      ownerName: 'lab',
      text: '{"stsName":"lab","namespace":"bob","kind":"StatefulSet","pod":"lab-0","image":{"name":"lab","imageID":""},"spec":{"image":"ghcr.io/org/app:v1"},"owner":{"kind":"Notebook","name":"lab"}}',
    },
  ]);
});

t.test('a row that no command would read is a fault of its pod', async (t) => {
  const faults: [object, RegExp][] = [
    [{ stsName: 'Not a name' }, /^stsName: not a Kubernetes name/],
    [{ namespace: '../x' }, /^namespace: /],
    [{ spec: { image: 'a'.repeat(600_000) } }, /^spec\.image: .*1024/],
    [{ spec: { image: 'a', imagePullPolicy: 'A'.repeat(100) } }, /^spec\.imagePullPolicy: /],
    [{ image: { name: 'lab', imageID: ' '.repeat(400_000) } }, /^image\.imageID: /],
    [{ image: { name: 'lab', imageID: 'sha256:abc' } }, /^image\.imageID: a damaged digest/],
    [{ restartedFor: 'a'.repeat(200_000) }, /^restartedFor: /],
    [
      { image: { name: 'lab', imageID: '', state: { waiting: { message: 'x'.repeat(70_000) } } } },
      /^a row of 70\d\d\d characters; the limit is 65536$/,
    ],
  ];
  for (const [more, fault] of faults) t.match(listRows([row(), row(more)]), fault, String(fault));
});

t.test('rows are in the order of namespace, name, pod and container', async (t) => {
  const listed = (namespace: string, stsName: string, pod: string, name: string) => ({
    namespace,
    stsName,
    pod,
    name,
    ownerName: undefined,
    text: '{}',
  });
  const sorted = [
    listed('team', 'a', 'a-0', 'a'),
    listed('team', 'a', 'a-0', 'proxy'),
    listed('team', 'a', 'a-10', 'a'),
    listed('team', 'a-1', 'a-1-0', 'a'),
    listed('team-2', 'a', 'a-0', 'a'),
  ];
  t.same(sorted.toReversed().sort(compareListedRows), sorted);
});
