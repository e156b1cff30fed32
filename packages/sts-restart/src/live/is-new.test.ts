import t from 'tap';
import { migration, staleRow } from '../testing.ts';
import { isNew } from './is-new.ts';

const annotations = { 'kubectl.kubernetes.io/restartedAt': 'now' };

t.test('of a restart is what carries its time', async (t) => {
  t.ok(isNew(staleRow(), 'now', { annotations, containers: [] }));
  t.notOk(isNew(staleRow(), 'then', { annotations, containers: [] }));
  t.notOk(isNew(staleRow(), 'now', { annotations: undefined, containers: [] }));
});

t.test('of a migration is what has its references', async (t) => {
  const of = (image: string) =>
    isNew(migration(), 'now', { annotations, containers: [{ name: 'desk', image }] });
  t.ok(of('a:v1'));
  t.notOk(of('a:c5b7982c'), 'a time says nothing then');
});
