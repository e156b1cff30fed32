import t from 'tap';
import { fakePod } from '../testing.ts';
import { ManualClock } from '../time/clock.ts';
import { Events } from './events.ts';
import { Store } from './store.ts';

const KUBELET = { component: 'kubelet', host: 'node1' };
const KILLING = { reason: 'Killing', message: 'Stopping container lab', fieldPath: 'spec.containers{lab}' };

t.test('the same again is counted', async (t) => {
  const clock = new ManualClock();
  const store = new Store(clock);
  const events = new Events(store);
  events.record(KUBELET, fakePod(), KILLING);
  clock.moveTo(clock.now() + 5000);
  events.record(KUBELET, fakePod(), KILLING);
  events.record(KUBELET, fakePod({ metadata: { uid: 'another' } }), KILLING);
  events.record(KUBELET, fakePod(), { ...KILLING, message: 'Stopping container proxy' });
  const all = store.list('events');
  t.same(
    all.map(({ count }) => count),
    [2, 1, 1],
  );
  const [first] = all;
  t.match(first, {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: /^lab-0\.[0-9a-f]+$/, namespace: 'user' },
    involvedObject: {
      kind: 'Pod',
      apiVersion: 'v1',
      namespace: 'user',
      name: 'lab-0',
      uid: 'pod-uid',
      fieldPath: 'spec.containers{lab}',
    },
    type: 'Normal',
    source: KUBELET,
  });
  t.equal(Date.parse(String(first?.lastTimestamp)) - Date.parse(String(first?.firstTimestamp)), 5000);
});

t.test('loaded ones are counted on', async (t) => {
  const store = new Store(new ManualClock());
  const earlier = new Events(store);
  earlier.record(KUBELET, fakePod(), KILLING);
  const events = new Events(store);
  events.learn(store.list('events'));
  events.record(KUBELET, fakePod(), KILLING);
  t.match(store.list('events'), [{ count: 2 }]);
});

t.test('those of the scheduler have neither count nor source', async (t) => {
  const store = new Store(new ManualClock());
  const report = { reason: 'Scheduled', message: 'to node1', action: 'Binding' };
  new Events(store).recordScheduling(fakePod(), report);
  t.match(store.list('events'), [
    { ...report, count: null, source: {}, reportingComponent: 'default-scheduler' },
  ]);
});
