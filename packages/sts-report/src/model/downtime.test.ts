import t from 'tap';
import { downtimeClasses, downtimeOf } from './downtime.ts';
import type { WorkloadFacts } from './page-data.ts';

const restart = (seconds: number | undefined, pull?: 'warm' | 'cold'): WorkloadFacts => ({
  namespace: 'bob',
  name: 'lab',
  group: 'stale',
  startedAt: '2026-11-20T01:00:00.000Z',
  readyAt:
    seconds === undefined
      ? undefined
      : new Date(Date.parse('2026-11-20T01:00:00Z') + seconds * 1000).toISOString(),
  pull,
});

t.test('a downtime is from the change until all was ready', async (t) => {
  t.equal(downtimeOf(restart(9.5)), 9.5);
  t.equal(downtimeOf(restart(undefined)), undefined, 'it never was');
  t.equal(downtimeOf(restart(-1)), 0, 'clocks differ');
});

t.test('classes are those from the shortest to the longest, apart by how the image came', async (t) => {
  const rows = [restart(6, 'warm'), restart(7, 'warm'), restart(25, 'warm'), restart(45, 'cold'), restart(5)];
  const { classes, medians } = downtimeClasses([...rows, restart(undefined, 'cold')]);
  const counts = (pull: string) =>
    classes.filter((one) => one.pull === pull).map(({ label, count }) => [label, count]);
  t.same(counts('warm'), [
    ['5–10 s', 2],
    ['10–20 s', 0],
    ['20–30 s', 1],
    ['30–60 s', 0],
  ]);
  t.same(counts('cold').at(-1), ['30–60 s', 1]);
  t.same([...medians.keys()], ['warm', 'cold', 'unknown']);
  t.same(medians.get('warm'), { seconds: 7, count: 3 });
  t.same(medians.get('cold'), { seconds: 45, count: 1 }, 'one that failed has no downtime');
});

t.test('without a restart there is nothing to show', async (t) => {
  const { classes, medians } = downtimeClasses([restart(undefined)]);
  t.same(classes, []);
  t.equal(medians.size, 0);
});
