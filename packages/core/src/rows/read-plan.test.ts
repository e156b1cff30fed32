import t from 'tap';
import { readPlan } from './read-plan.ts';
import { RestartRow } from './restart-row.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = {
  stsName: 'desk',
  namespace: 'bob',
  kind: 'StatefulSet',
  action: 'restart',
  containers: [{ name: 'desk', image: 'a:v1', running: digest('0'), wanted: digest('1') }],
};
const read = (rows: object[], namespace?: string) =>
  readPlan(
    (async function* () {
      yield rows.map((one, i) => ({ row: RestartRow.parse(one), file: '3.txt', line: i + 1 }));
    })(),
    namespace,
  );

t.test('each workload once, in the order of namespace and name', async (t) => {
  const { kind: _, ...withoutKind } = row;
  const plan = await read([row, { ...row, namespace: 'alice' }, withoutKind, { ...row, stsName: 'a' }]);
  t.same(
    plan.map(({ namespace, stsName }) => `${namespace}/${stsName}`),
    ['alice/desk', 'bob/a', 'bob/desk'],
  );
});

t.test('a row without a namespace needs one', async (t) => {
  const { namespace: _, ...bare } = row;
  t.match(await read([bare, row], 'carol'), [{ namespace: 'bob' }, { namespace: 'carol' }]);
  await t.rejects(read([bare]), {
    message: /^3\.txt:1: namespace: desk has none; .* --namespace$/,
    exitCode: 3,
  });
});

t.test('rows that want different things of one workload are refused', async (t) => {
  const other = { ...row, containers: [{ ...row.containers[0], wanted: digest('2') }] };
  await t.rejects(read([row, row, other]), {
    message: '3.txt:3: disagrees with 3.txt:1 about bob/desk',
    exitCode: 3,
  });
});
