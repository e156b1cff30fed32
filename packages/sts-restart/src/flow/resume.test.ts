import t from 'tap';
import { outcomeOf } from '../report/outcomes.ts';
import { digest, staleRow } from '../testing.ts';
import { planResume } from './resume.ts';

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
