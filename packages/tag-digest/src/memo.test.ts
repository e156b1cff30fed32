import t from 'tap';
import { memo } from './memo.ts';

t.test('once for the same words, also for a failure', async (t) => {
  const calls: string[] = [];
  const run = memo(async (a: string, b: string) => {
    calls.push(`${a} ${b}`);
    if (a === 'no') throw new Error(b);
    return a + b;
  });
  t.same(await Promise.all([run('a', 'bc'), run('a', 'bc'), run('ab', 'c')]), ['abc', 'abc', 'abc']);
  await t.rejects(run('no', 'x'));
  await t.rejects(run('no', 'x'));
  t.same(calls, ['a bc', 'ab c', 'no x']);
});
