import t from 'tap';
import type { Telling } from '../decide/step.ts';
import type { Present } from '../live/present.ts';
import { staleRow } from '../testing.ts';
import { eventOf } from './event.ts';

const workload = { metadata: { uid: 'u-1' }, spec: { template: {} } };
const telling = (kind: 'plan' | 'outcome') =>
  ({ event: { kind, reason: 'R', type: 'Normal', since: '2026-11-28T06:00:00.123Z' } }) as Telling;
const event = (name: string, present: Present, kind: 'plan' | 'outcome' = 'plan') =>
  eventOf(
    { about: 'plan', row: staleRow(name) },
    present,
    telling(kind),
    'message',
    '2026-11-29T06:00:00.999Z',
  );

t.test('the name depends on the object and the kind of Event alone', async (t) => {
  const name = (...args: Parameters<typeof event>) => event(...args).metadata.name;
  t.equal(name('desk', { workload }), name('desk', { workload }));
  t.match(name('desk', { workload }), /^desk\.[0-9a-f]{16}$/);
  t.not(name('desk', { workload }), name('desk', { workload }, 'outcome'));
  const other = { ...workload, metadata: { uid: 'u-2' } };
  t.not(name('desk', { workload }), name('desk', { workload: other }), 'one of the same name, made anew');
});

t.test('a name of any length makes one that Kubernetes takes', async (t) => {
  for (const length of [1, 235, 236, 237, 253]) {
    const name = event(`${'n'.repeat(length - 1)}n`, { workload }).metadata.name;
    t.match(name, /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
  }
  t.notMatch(event(`${'n'.repeat(235)}.-n`, { workload }).metadata.name, /[-.]\./);
});

t.test('times are whole seconds', async (t) => {
  t.match(event('desk', { workload }), {
    firstTimestamp: '2026-11-28T06:00:00Z',
    lastTimestamp: '2026-11-29T06:00:00Z',
  });
});
