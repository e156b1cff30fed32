import t from 'tap';
import { createLimit } from './limit.ts';

const turns = async (count: number) => {
  for (let i = 0; i < count; i += 1) await new Promise(setImmediate);
};

t.test('no more at once than allowed, in order, and a failure frees its place', async (t) => {
  const limit = createLimit(2);
  let atOnce = 0;
  let most = 0;
  const started: number[] = [];
  const results = await Promise.allSettled(
    [0, 1, 2, 3, 4].map((n) =>
      limit(async () => {
        started.push(n);
        most = Math.max(most, ++atOnce);
        await turns(n === 0 ? 20 : 1);
        atOnce -= 1;
        if (n === 2) throw new Error('no');
        return n;
      }),
    ),
  );
  t.equal(most, 2);
  t.same(started, [0, 1, 2, 3, 4]);
  t.same(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  t.equal(await limit(async () => 'free again'), 'free again');
});
