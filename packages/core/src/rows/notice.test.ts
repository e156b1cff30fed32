import t from 'tap';
import { judgeNotice } from './notice.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-12-05T06:00:00Z');
const digests = 'app:v1@sha256:1';
const announcement = {
  plannedFor: '2026-12-05T01:00:00-05:00',
  digests,
  announcedAt: '2026-12-03T06:00:00Z',
};
const judge = (change: Partial<typeof announcement>, now = NOW) =>
  judgeNotice({ ...announcement, ...change }, digests, 48 * HOUR, now);

t.test('a restart is due on its date, if that was announced long enough before', async (t) => {
  t.same(judge({}), { state: 'due' });
  t.match(judge({}, NOW - 1), {
    state: 'announced',
    reason: 'it restarts on 2026-12-05T01:00:00-05:00 unless its owner opts out',
  });
  t.match(judge({ announcedAt: '2026-12-03T09:00:00Z' }), {
    state: 'announced',
    reason: /^it was announced at 2026-12-03T09:00:00Z, and restarts in 3 h unless/,
  });
});

t.test('nothing, another digest and a time to come are no notice', async (t) => {
  t.match(judgeNotice(undefined, digests, 0, NOW), { state: 'not-announced' });
  t.match(judge({ digests: 'app:v1@sha256:2' }), { state: 'not-announced', reason: /another digest/ });
  t.match(judge({ announcedAt: '2027-01-01T00:00:00Z' }), { state: 'announced' });
});
