import { decisions } from '@patch-notebook-sts/core/rows/decision-row';
import t from 'tap';
import { groupOf, isBehind } from './group.ts';

t.test('every decision has a group, and what restarts or is spared is behind its tag', async (t) => {
  const of = (group: string) => decisions.filter((decision) => groupOf(decision) === group);
  t.same(of('current'), ['current']);
  t.same(of('stale'), ['stale', 'migrate']);
  t.same(of('unknown'), ['unknown-digest'], 'unknown is never stale');
  t.same(of('other'), ['other-tag', 'pinned', 'not-running', 'untracked']);
  t.ok(of('held').includes('busy') && of('held').includes('opted-out'));
  t.same(
    [...decisions].filter((decision) => isBehind(groupOf(decision))),
    [...of('stale'), ...of('held')],
  );
});
