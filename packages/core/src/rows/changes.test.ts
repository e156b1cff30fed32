import t from 'tap';
import { changesOf, isApplied, notebookNameOf, specChanges, whyDifferent } from './changes.ts';
import { migration, policyFix, staleRow } from './testing.ts';

t.test('a restart changes no spec; a migration only what differs', async (t) => {
  t.match(changesOf(staleRow()), [{ image: 'a:v1', to: 'a:v1' }]);
  t.same(specChanges(staleRow()), []);
  const [stale] = changesOf(staleRow());
  const both = migration({}, stale === undefined ? [] : [{ ...stale, name: 'proxy' }]);
  t.same(
    specChanges(both).map(({ name }) => name),
    ['desk'],
  );
  t.equal(specChanges(policyFix()).length, 1);
});

t.test('only a migration goes to a Notebook', async (t) => {
  t.equal(notebookNameOf(staleRow()), undefined);
  t.equal(notebookNameOf(migration()), undefined);
  t.equal(notebookNameOf({ ...migration(), owner: { kind: 'Notebook', name: 'lab' } }), 'lab');
});

t.test('whether the change is made', async (t) => {
  t.ok(isApplied(migration(), [{ name: 'desk', image: 'a:v1' }]));
  t.notOk(isApplied(migration(), [{ name: 'desk', image: 'a:c5b7982c' }]));
  t.notOk(isApplied(migration(), [{ name: 'lab', image: 'a:v1' }]));
  t.notOk(isApplied(policyFix(), [{ name: 'desk', image: 'a:v1', imagePullPolicy: 'IfNotPresent' }]));
  t.ok(isApplied(policyFix(), [{ name: 'desk', image: 'a:v1', imagePullPolicy: 'Always' }]));
});

t.test('what was edited since it was listed', async (t) => {
  const changes = changesOf(policyFix());
  const why = (imagePullPolicy?: string, image = 'a:v1', name = 'desk') =>
    whyDifferent(changes, [{ name, image, imagePullPolicy }]);
  t.equal(why('IfNotPresent'), undefined);
  t.equal(why(), undefined, 'none is the one that Kubernetes gives');
  t.equal(why('Always'), 'container desk has imagePullPolicy Always now');
  t.equal(why('IfNotPresent', 'a:v2'), 'container desk is on a:v2 now');
  t.equal(why('IfNotPresent', 'a:v1', 'lab'), 'container desk is gone');
  t.equal(whyDifferent(changesOf(migration()), [{ name: 'desk', image: 'a:c5b7982c' }]), undefined);
});
