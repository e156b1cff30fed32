import t from 'tap';
import { countLine, noCounts, total, tracked } from './counts.ts';

t.test('counts, the most telling first', async (t) => {
  const counts = { ...noCounts(), current: 1, stale: 2, untracked: 4 };
  t.equal(countLine(counts, 0), '7 workloads: 2 stale, 1 current, 4 untracked');
  t.equal(countLine({ ...noCounts(), stale: 1 }, 0), '1 workload: 1 stale');
  t.equal(countLine(noCounts(), 0), '0 workloads');
  t.equal(countLine(counts, 1), '7 workloads: 2 stale, 1 current (1 not ready), 4 untracked');
  t.equal(total(counts), 7);
  t.equal(tracked(counts), 3);
});
