import t from 'tap';
import type { WorkloadFacts } from './page-data.ts';
import { type Filter, filtered, type SortKey, searchable, sorted } from './select.ts';

const row = (name: string, facts: Partial<WorkloadFacts> = {}): WorkloadFacts => ({
  namespace: 'bob',
  name,
  group: 'stale',
  ...facts,
});
const rows = [
  row('desk', { decision: 'stale', outcome: 'failed', reason: 'ImagePullBackOff' }),
  row('lab', { decision: 'current', startedAt: '2026-11-20T01:00:00Z', readyAt: '2026-11-20T01:00:09Z' }),
  row('jupyter', {
    namespace: 'carol',
    decision: 'stale',
    outcome: 'verified',
    startedAt: '2026-11-20T01:00:00Z',
    readyAt: '2026-11-20T01:01:40Z',
  }),
];
const names = (found: readonly WorkloadFacts[]) => found.map(({ name }) => name);
const find = (filter: Partial<Filter>) =>
  names(filtered(searchable(rows), { search: '', decision: '', outcome: '', namespace: '', ...filter }));

t.test('a search is for all of its words, in any text of a row, whatever their case', async (t) => {
  t.same(find({}), ['desk', 'lab', 'jupyter']);
  t.same(find({ search: 'imagepull BOB' }), ['desk']);
  t.same(find({ search: 'carol/jup' }), ['jupyter']);
  t.same(find({ search: '.*' }), [], 'it is no pattern');
});

t.test('filters are for whole words, and for part of a namespace', async (t) => {
  t.same(find({ decision: 'stale' }), ['desk', 'jupyter']);
  t.same(find({ decision: 'stale', outcome: 'failed' }), ['desk']);
  t.same(find({ namespace: 'caro' }), ['jupyter']);
});

t.test('sorted by a column, both ways, and without a value last', async (t) => {
  const by = (key: SortKey, descending = false) => names(sorted(rows, key, descending));
  t.same(by('name'), ['desk', 'jupyter', 'lab']);
  t.same(by('name', true), ['lab', 'jupyter', 'desk']);
  t.same(by('downtime'), ['lab', 'jupyter', 'desk'], '9 s is less than 100 s');
  t.same(by('downtime', true), ['jupyter', 'lab', 'desk']);
  t.same(by('decision'), ['lab', 'desk', 'jupyter'], 'what is equal stays in order');
});
