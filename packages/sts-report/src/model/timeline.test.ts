import t from 'tap';
import type { WorkloadFacts } from './page-data.ts';
import { timelineOf } from './timeline.ts';

const at = (second: number) => new Date(second * 1000).toISOString();
const restart = (name: string, batch: number, start: number, end?: number): WorkloadFacts => ({
  namespace: 'bob',
  name,
  group: 'stale',
  outcome: end === undefined ? 'failed' : 'verified',
  batch,
  startedAt: at(start),
  readyAt: end === undefined ? undefined : at(end),
});
const rows = [restart('c', 2, 60, 70), restart('a', 1, 0, 9), restart('b', 1, 1)];

t.test('a bar for each restart, in the order of their starts', async (t) => {
  t.match(timelineOf(rows), {
    grouped: false,
    bars: [
      { label: 'bob/a', start: 0, end: 9000, failed: 0 },
      { label: 'bob/b', start: 1000, end: undefined, failed: 1 },
      { label: 'bob/c', start: 60_000, end: 70_000, failed: 0 },
    ],
    groups: [
      { batch: 1, start: 0 },
      { batch: 2, start: 60_000 },
    ],
  });
});

t.test('many restarts are shown by their groups', async (t) => {
  t.match(timelineOf(rows, 2), {
    grouped: true,
    bars: [
      { label: 'group 1', start: 0, end: 9000, failed: 1, count: 2 },
      { label: 'bob/c', start: 60_000, failed: 0, count: 1 },
    ],
  });
});

t.test('what was not begun has no place on it', async (t) => {
  t.equal(timelineOf([{ namespace: 'bob', name: 'a', group: 'stale', outcome: 'planned' }]), undefined);
});
