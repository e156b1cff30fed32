import t from 'tap';
import { changedObject, nameLines, objectKey } from './named-object.ts';
import { migration } from './testing.ts';

t.test('objects are named, and nothing else', async (t) => {
  const lines = nameLines([
    { name: 'web', namespace: 'geo', kind: 'Deployment' },
    { name: 'a', namespace: 'b', kind: 'Notebook' },
    { name: 'a-0', namespace: 'b', kind: 'Pod' },
  ]);
  t.equal(
    lines,
    '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"geo"}}\n' +
      '{"apiVersion":"kubeflow.org/v1","kind":"Notebook","metadata":{"name":"a","namespace":"b"}}\n' +
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a-0","namespace":"b"}}',
  );
});

t.test('a change goes to the Notebook where there is one', async (t) => {
  t.equal(objectKey(changedObject(migration())), 'bob/desk/StatefulSet');
  const owned = { ...migration(), owner: { kind: 'Notebook' as const, name: 'lab' } };
  t.equal(objectKey(changedObject(owned)), 'bob/lab/Notebook');
});
