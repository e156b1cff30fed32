import t from 'tap';
import type { WorkloadFacts } from '../model/page-data.ts';
import { sentence } from './sentence.ts';

const all = { decisions: true, outcomes: true };
const some = (count: number, facts: Partial<WorkloadFacts>): WorkloadFacts[] =>
  Array.from({ length: count }, (_, i) => ({ namespace: 'a', name: `lab-${i}`, group: 'stale', ...facts }));

t.test('what happened is said in one sentence', async (t) => {
  const current = some(1000, { group: 'current' });
  const run = [...current, ...some(201, { outcome: 'verified' }), ...some(3, { outcome: 'failed' })];
  t.equal(sentence(run, all), 'Of 1,204 workloads, 204 were stale: 201 restarted and verified, 3 failed.');
  t.equal(sentence(current, all), 'Of 1,000 workloads, none was stale.');
  t.equal(
    sentence([...some(1, { outcome: 'planned' }), ...some(1, { group: 'held' })], all),
    'Of 2 workloads, 2 were stale: 1 would restart, 1 held back. This was a dry run: nothing was changed.',
  );
});

t.test('what a missing file would say is not guessed', async (t) => {
  t.equal(
    sentence([...some(1, {}), ...some(2, { group: 'held' })], { decisions: true, outcomes: false }),
    'Of 3 workloads, 3 were stale (2 held back); nothing says what was restarted.',
  );
  t.equal(
    sentence(some(1, { group: 'unknown' }), { decisions: false, outcomes: false }),
    '1 workload; nothing says which of them were stale.',
  );
});
