import t from 'tap';
import { changesOf, notebookNameOf, specChanges } from './changes.ts';
import type { MigrateRow, RestartRow } from './restart-row.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const restart: RestartRow = {
  stsName: 'desk',
  action: 'restart',
  containers: [{ name: 'desk', image: 'a:v1', running: digest('0'), wanted: digest('1') }],
};
const migrate: MigrateRow = {
  stsName: 'desk',
  action: 'migrate',
  containers: [
    { name: 'desk', image: 'a:c5b7982c', to: 'a:v1' },
    { name: 'proxy', image: 'p:v1', to: 'p:v1' },
    { name: 'lab', image: 'l:v1', to: 'l:v1', imagePullPolicy: 'Always' },
  ],
};

t.test('a restart changes no spec; a migration only what differs', async (t) => {
  t.match(changesOf(restart), [{ image: 'a:v1', to: 'a:v1', wanted: digest('1') }]);
  t.same(specChanges(restart), []);
  t.same(
    specChanges(migrate).map(({ name }) => name),
    ['desk', 'lab'],
  );
});

t.test('only a migration goes to a Notebook', async (t) => {
  t.equal(notebookNameOf(restart), undefined);
  t.equal(notebookNameOf(migrate), undefined);
  t.equal(notebookNameOf({ ...migrate, owner: { kind: 'Notebook', name: 'lab' } }), 'lab');
});
