import t from 'tap';
import { memoize } from './memoize.ts';

t.test('one run for the same arguments, even if it fails', async (t) => {
  const calls: string[] = [];
  const run = memoize(async (a: string, b: string) => {
    calls.push(`${a} ${b}`);
    if (a === 'no') throw new Error(b);
    return a + b;
  });
  t.same(await Promise.all([run('a', 'bc'), run('a', 'bc'), run('ab', 'c')]), ['abc', 'abc', 'abc']);
  await t.rejects(run('no', 'x'));
  await t.rejects(run('no', 'x'));
  t.same(calls, ['a bc', 'ab c', 'no x']);
});

t.test('an earlier result can be looked up without a run', async (t) => {
  const run = memoize(async (a: string) => a);
  t.equal(run.cached('a'), undefined);
  const result = run('a');
  t.equal(run.cached('a'), result);
  t.equal(run.cached('b'), undefined);
});
