import t from 'tap';
import { runningSince } from './running-since.ts';

t.test('since when a container runs, if its status says', async (t) => {
  const at = '2026-11-20T23:57:13Z';
  t.equal(runningSince({ running: { startedAt: at } }), at);
  for (const state of [
    undefined,
    null,
    'running',
    {},
    { waiting: { reason: 'ImagePullBackOff' } },
    { running: {} },
    { running: { startedAt: null } },
    { running: { startedAt: 1 } },
  ])
    t.equal(runningSince(state), undefined, JSON.stringify(state));
});
