import t from 'tap';
import { whyNotReady } from './not-ready.ts';

t.test('why a container is not ready, if its status says', async (t) => {
  const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } };
  t.equal(whyNotReady({ ready: false, state: waiting }), 'CrashLoopBackOff');
  t.equal(whyNotReady({ ready: false, state: { terminated: { reason: 'OOMKilled' } } }), 'OOMKilled');
  t.equal(
    whyNotReady({ ready: false, state: { running: { startedAt: '2026-11-20T23:57:13Z' } } }),
    'Running',
  );
  t.equal(whyNotReady({ ready: true, state: waiting }), undefined);
  t.equal(whyNotReady({ state: waiting }), undefined, 'the status does not say');
  for (const state of [undefined, null, 1, 'x', {}, { waiting: null }, { waiting: { reason: 7 } }])
    t.equal(whyNotReady({ ready: false, state }), 'Running', JSON.stringify(state));
});
