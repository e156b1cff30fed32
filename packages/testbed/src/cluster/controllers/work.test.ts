import t from 'tap';
import { Work } from './work.ts';

t.test('settles after work that leads to more work', async (t) => {
  const work = new Work();
  const done: string[] = [];
  work.soon(() => {
    done.push('soon');
    work.later(1, () => {
      done.push('later');
      const end = work.begin();
      Promise.resolve().then(() => {
        done.push('promise');
        end();
      });
    });
  });
  await work.settled(10_000);
  t.same(done, ['soon', 'later', 'promise']);
  await work.settled(10_000);
});

t.test('nobody waits for a retry', async (t) => {
  const work = new Work();
  work.retry(60_000, () => t.fail('closed before'));
  await work.settled(10_000);
  work.close();
  work.retry(0, () => t.fail('closed'));
  await new Promise((resolve) => setTimeout(resolve, 5));
});

t.test('says that it takes too long', async (t) => {
  const work = new Work();
  work.later(60_000, () => {});
  await t.rejects(work.settled(1), /not settled after 1 ms, 1 pieces of work pending/);
  const settled = work.settled(10_000);
  work.close();
  await settled;
});
