import t from 'tap';
import { fakePod } from '../testing.ts';
import { runningClock } from '../time/clock.ts';
import { itemJson } from './entry.ts';
import type { Change } from './history.ts';
import { Store } from './store.ts';

const owned = (name: string, owner: string) =>
  fakePod({
    metadata: {
      name,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'lab', uid: owner, controller: true },
      ],
    },
  });

t.test('loading changes nothing, putting does', async (t) => {
  const store = new Store(runningClock());
  const changes: Change[] = [];
  store.onChange((change) => changes.push(change));
  const pod = fakePod();
  store.load([pod]);
  t.equal(store.revision, 7, 'the highest that was loaded');
  t.same(changes, []);

  t.equal(store.put('pods', { ...pod }), pod, 'the same object again is no change');
  t.same(changes, []);
  const labelled = store.put('pods', fakePod({ metadata: { labels: { a: 'b' } } }));
  t.equal(labelled.metadata.resourceVersion, '8');
  store.remove('pods', 'user/lab-0');
  store.remove('pods', 'user/lab-0');
  t.same(
    changes.map(({ type }) => type),
    ['MODIFIED', 'DELETED'],
  );
  t.same(
    store.changesSince(7)?.map(({ type }) => type),
    ['MODIFIED', 'DELETED'],
  );
  t.same(
    store.changesSince(8)?.map(({ type }) => type),
    ['DELETED'],
  );
  t.throws(() => store.load([{ ...pod, kind: 'Secret' }]), /cannot load a Secret/);
});

t.test('owners', async (t) => {
  const store = new Store(runningClock());
  store.load([owned('lab-1', 'a'), owned('lab-0', 'a'), owned('other', 'b')]);
  t.same(
    store.ownedBy('a', 'pods').map(({ metadata }) => metadata.name),
    ['lab-0', 'lab-1'],
  );
  store.remove('pods', 'user/lab-0');
  t.same(
    store.ownedBy('a', 'pods').map(({ metadata }) => metadata.name),
    ['lab-1'],
  );
  t.same(store.ownedBy('a', 'replicasets'), []);
});

t.test('JSON of an item is made once, until the object changes', async (t) => {
  const store = new Store(runningClock());
  store.load([fakePod()]);
  const entry = store.entry('pods', 'user/lab-0');
  t.ok(entry);
  if (!entry) return;
  t.match(itemJson('pods', entry), /^\{"metadata":/, 'without kind and apiVersion');
  t.equal(entry.json, itemJson('pods', entry));
  store.put('pods', fakePod({ spec: { nodeName: 'n' } }));
  t.equal(store.entry('pods', 'user/lab-0')?.json, undefined);
});

t.test('old changes are forgotten', async (t) => {
  const store = new Store(runningClock());
  for (let n = 0; n < 20_100; n++) store.put('pods', fakePod({ metadata: { labels: { n: String(n) } } }));
  t.ok(store.oldestRevision > 1);
  t.notOk(store.changesSince(1), 'not all of them are known');
  t.equal(store.changesSince(store.revision - 10_000)?.length, 10_000);
  store.compact();
  t.notOk(store.changesSince(store.revision - 1));
  t.same(store.changesSince(store.revision), []);
});
