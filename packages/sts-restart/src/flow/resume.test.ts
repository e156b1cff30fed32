import t from 'tap';
import { outcomeOf } from '../report/outcomes.ts';
import { digest, staleRow } from '../testing.ts';
import { countFailures, planResume } from './resume.ts';

const row = (stsName: string, wanted = digest('1')) => ({
  ...staleRow(),
  stsName,
  containers: staleRow().containers.map((one) => ({ ...one, wanted })),
});
const names = (rows: Iterable<{ stsName: string }>) => [...rows].map(({ stsName }) => stsName);

t.test('what has an outcome is left out, what was begun comes first, the rest stays', async (t) => {
  const journal = {
    outcomes: [
      outcomeOf(row('done'), { outcome: 'failed' }),
      outcomeOf(row('moved', digest('7')), { outcome: 'verified' }),
    ],
    open: [
      { row: row('begun'), startedAt: 'now' },
      { row: row('gone'), startedAt: 'now' },
    ],
  };
  const { open, settleOnly, rest } = planResume(
    [row('begun'), row('done'), row('moved'), row('new')],
    journal,
  );
  t.same(names(open), ['begun', 'gone']);
  t.same(names(rest), ['moved', 'new'], 'another digest is another restart');
  t.same(names(settleOnly), ['gone'], 'the present plan does not have it, so it is not restarted now');
});

t.test('failures count while their image is wanted, for a week', (t) => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  const failed = (wanted: string, startedAt?: string) =>
    outcomeOf(row('done', wanted), { outcome: 'failed', ...(startedAt && { startedAt }) });
  const count = (...outcomes: ReturnType<typeof failed>[]) =>
    countFailures(outcomes, [row('new')], now).get('bob') ?? 0;
  t.equal(count(failed(digest('1'), '2026-11-20T00:00:00Z'), failed(digest('1'))), 2);
  t.equal(count(failed(digest('1'), '2026-10-20T00:00:00Z')), 0, 'of a month ago');
  t.equal(count(failed(digest('7'), '2026-11-20T00:00:00Z')), 0, 'of another digest');
  t.end();
});
