import t from 'tap';
import type { Group, WorkloadFacts } from '../model/page-data.ts';
import { historyOf, runOf } from './history.ts';

const lab = (name: string, group: Group, outcome?: string): WorkloadFacts => ({
  namespace: 'bob',
  name,
  group,
  outcome,
  image: 'ghcr.io/org/lab:v1',
});
const run = (day: string, ...workloads: WorkloadFacts[]) => runOf(`2026-11-${day}T00:00:00Z`, workloads);

t.test('runs are in the order of time, with what each found and left', async (t) => {
  const { runs, failures } = historyOf([
    run('08', lab('a', 'stale', 'failed'), lab('b', 'current')),
    run('01', lab('a', 'stale', 'failed'), lab('b', 'stale', 'verified'), lab('c', 'unknown')),
  ]);
  t.match(runs, [
    { at: '2026-11-01T00:00:00Z', counts: { stale: 2, current: 0, unknown: 1, held: 0, other: 0 }, left: 1 },
    { at: '2026-11-08T00:00:00Z', counts: { stale: 1, current: 1 }, left: 1 },
  ]);
  t.same(failures, [{ image: 'ghcr.io/org/lab:v1', failures: 2 }]);
});

t.test('a workload is as old as the unbroken row of runs that found it stale', async (t) => {
  const { runs } = historyOf([
    run('01', lab('a', 'held'), lab('b', 'stale', 'verified')),
    run('08', lab('a', 'held'), lab('b', 'stale')),
    run('15', lab('a', 'held'), lab('b', 'held')),
    run('22', lab('a', 'current'), lab('b', 'held')),
    run('29', lab('a', 'stale')),
  ]);
  t.same(
    runs.map(({ oldestDays }) => oldestDays),
    [0, 7, 14, 14, 0],
  );
});
