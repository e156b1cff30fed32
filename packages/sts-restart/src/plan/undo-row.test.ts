import t from 'tap';
import { outcomeOf } from '../report/outcomes.ts';
import { digest, migration, policyFix, staleRow } from '../testing.ts';
import { undoRow } from './undo-row.ts';

const startedAt = '2026-11-21T00:30:00.000Z';
const owner = { kind: 'Notebook' as const, name: 'desk' };
const back = (row: Parameters<typeof outcomeOf>[0]) =>
  undoRow(outcomeOf(row, { outcome: 'verified', startedAt }));

t.test('the way back has the old reference, policy and digest', async (t) => {
  t.match(back({ ...migration(), owner }), {
    stsName: 'desk',
    namespace: 'bob',
    action: 'migrate',
    containers: [
      { name: 'desk', image: 'a:v1', to: 'a:c5b7982c', running: digest('1'), wanted: digest('0') },
    ],
    owner,
  });
  t.match(back(policyFix())?.containers, [
    { image: 'a:v1', to: 'a:v1', imagePullPolicy: 'IfNotPresent', wasImagePullPolicy: 'Always' },
  ]);
});

t.test('nothing is wanted where nothing had run', async (t) => {
  t.notOk('wanted' in (back(migration({ running: undefined }))?.containers[0] ?? {}));
});

t.test('the way back of the way back is the way', async (t) => {
  const once = back({ ...migration(), owner });
  t.same(once && back(once)?.containers, migration().containers);
});

t.test('what only restarted along stays', async (t) => {
  const stale = { name: 'proxy', image: 'p:v1', to: 'p:v1', running: digest('2'), wanted: digest('3') };
  t.same(
    back(migration({}, [stale]))?.containers.map(({ name }) => name),
    ['desk'],
  );
});

t.test('what was not changed, and what only restarted, has no way back', async (t) => {
  t.equal(undoRow(outcomeOf(migration(), { outcome: 'skipped' })), undefined);
  t.equal(undoRow(outcomeOf(migration(), { outcome: 'planned' })), undefined);
  t.equal(back(staleRow()), undefined);
  t.ok(undoRow(outcomeOf(migration(), { outcome: 'failed', startedAt })), 'failed after its change');
});
