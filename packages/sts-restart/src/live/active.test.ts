import t from 'tap';
import { staleRow } from '../testing.ts';
import { whyActive } from './active.ts';
import { PodState } from './pod-state.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const pod = (startedAt: string) =>
  PodState.parse({
    metadata: { name: 'desk-0', namespace: 'bob' },
    spec: { containers: [] },
    status: { containerStatuses: [{ name: 'desk', imageID: '', state: { running: { startedAt } } }] },
  });
const why = (rule: object, lastActivity?: string, pods: PodState[] = []) =>
  whyActive({ ...staleRow(), ...rule }, lastActivity === undefined ? undefined : { lastActivity }, pods, now);

t.test('a row that was not decided by activity restarts whoever is at work', async (t) => {
  t.equal(why({}, '2026-11-21T11:59:00Z'), undefined);
});

t.test('the rule that a row was decided by is asked again', async (t) => {
  t.equal(why({ idleFor: '2h' }, '2026-11-21T11:57:00Z'), 'its notebook was active 3 min ago');
  t.equal(why({ idleFor: '2h' }, '2026-11-21T09:00:00Z'), undefined);
  t.match(why({ idleFor: '2h' }, '2026-11-22T09:00:00Z'), /active at 2026-11-22/, 'a clock that is wrong');
  t.match(why({ idleFor: '2h' }), /nothing is known/);
  t.equal(why({ idleFor: '2h', unknownActivity: 'restart' }), undefined);
});

t.test('what has run for too long restarts all the same', async (t) => {
  const busy = '2026-11-21T11:57:00Z';
  const rule = { idleFor: '2h', forceAfter: '14d' };
  t.equal(why(rule, busy, [pod('2026-11-01T00:00:00Z')]), undefined);
  t.match(why(rule, busy, [pod('2026-11-20T00:00:00Z')]), /active 3 min ago/);
  t.match(why(rule, busy, []), /active 3 min ago/, 'nobody knows since when it runs');
});
