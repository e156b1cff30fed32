import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import t from 'tap';
import { readContainers } from './containers.ts';
import { located, deskRow as row } from './testing.ts';
import { type ListedWorkload, workloadsOf } from './workloads.ts';

async function gather(rows: object[]): Promise<ListedWorkload[]> {
  const { containers } = await readContainers(located(rows.map((one) => ContainerRow.parse(one))));
  return [...workloadsOf(containers)];
}
const read = (...rows: object[]) => gather(rows);

t.test('containers are gathered by workload, in order', async (t) => {
  const second = { ...row, pod: 'desk-1' };
  const sidecar = { ...row, image: { ...row.image, name: 'proxy' } };
  const listed = await read(
    second,
    { ...row, namespace: 'alice' },
    { ...row, kind: 'DaemonSet' },
    sidecar,
    row,
  );
  t.match(listed, [
    { namespace: 'alice', stsName: 'desk', containers: { length: 1 } },
    { namespace: 'bob-singh', stsName: 'desk', kind: 'DaemonSet', containers: { length: 1 } },
    {
      namespace: 'bob-singh',
      stsName: 'desk',
      containers: [{ pod: 'desk-0', name: 'desk' }, { pod: 'desk-0', name: 'proxy' }, { pod: 'desk-1' }],
    },
  ]);
});

t.test('a repeated row changes nothing; one that disagrees is refused', async (t) => {
  t.equal((await read(row, row, { ...row, kind: 'StatefulSet' }))[0]?.containers.length, 1);
  const other = { ...row, image: { ...row.image, imageID: '' } };
  const message = '1.txt:2: disagrees with 1.txt:1 about container desk of pod desk-0';
  await t.rejects(read(row, other), { message, exitCode: 3 });
});

t.test('rows without a pod may be of different replicas', async (t) => {
  const { pod: _, ...bare } = row;
  const starting = { ...bare, image: { ...row.image, imageID: '' } };
  const [workload] = await read(bare, starting, bare, starting);
  t.equal(workload?.containers.length, 2, 'the same twice is one');
});

t.test('a workload’s facts are those of any of its rows', async (t) => {
  const notebook = { lastActivity: '2026-11-20T22:10:00Z', stopped: null };
  const sidecar = { ...row, image: { ...row.image, name: 'proxy' } };
  t.match(await read(row, sidecar), [{ notebook: undefined, optOut: undefined }]);
  t.match(await read(row, { ...sidecar, notebook, optOut: 'namespace' }), [
    { notebook, optOut: 'namespace' },
  ]);
  t.match(await read({ ...row, optOut: 'notebook' }, { ...sidecar, optOut: 'namespace' }), [
    { optOut: 'notebook' },
  ]);
  const message = '1.txt:2: disagrees with 1.txt:1 about the notebook of bob-singh/desk';
  const other = { ...sidecar, notebook: { ...notebook, stopped: '2026-11-20T23:00:00Z' } };
  await t.rejects(read({ ...row, notebook }, other), { message, exitCode: 3 });
});

t.test('a workload’s owner is that of any of its rows, and rows agree about it', async (t) => {
  const owner = { kind: 'Notebook', name: 'desk' };
  const second = { ...row, pod: 'desk-1' };
  t.same((await read(row, { ...second, owner }))[0]?.owner, owner);
  t.same((await read({ ...row, owner }, second))[0]?.owner, owner);
  t.equal((await read(row))[0]?.owner, undefined);
  await t.rejects(read({ ...row, owner }, { ...second, owner: { ...owner, name: 'lab' } }), {
    message: '1.txt:2: disagrees with 1.txt:1 about the owner of bob-singh/desk',
    exitCode: 3,
  });
});

t.test(
  'rows that agree but about since when a container runs, or for what it restarted, disagree',
  async (t) => {
    const startedAt = '2026-11-20T23:57:13Z';
    for (const other of [
      { ...row, image: { ...row.image, state: { running: { startedAt } } } },
      { ...row, restartedFor: 'a,b' },
    ])
      await t.rejects(read(row, other), { message: /disagrees/, exitCode: 3 });
  },
);

t.test('the order of the rows changes nothing', async (t) => {
  const second = { ...row, pod: 'desk-1' };
  const sidecar = { ...row, image: { ...row.image, name: 'proxy' } };
  const rows = [{ ...row, namespace: 'alice' }, row, sidecar, second];
  const named = async (order: object[]) =>
    (await gather(order)).map(({ namespace, containers }) => [
      namespace,
      containers.map(({ pod, name }) => `${pod}/${name}`),
    ]);
  const expected = [
    ['alice', ['desk-0/desk']],
    ['bob-singh', ['desk-0/desk', 'desk-0/proxy', 'desk-1/desk']],
  ];
  t.same(await named(rows), expected);
  t.same(await named(rows.toReversed()), expected);
});
