import t from 'tap';
import { ManualClock, runningClock } from './clock.ts';
import { Work } from './work.ts';

t.test('settles after work that leads to more work', async (t) => {
  const work = new Work(runningClock());
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
  const work = new Work(runningClock());
  work.retry(60_000, () => t.fail('closed before'));
  await work.settled(10_000);
  work.close();
  work.retry(0, () => t.fail('closed'));
  await new Promise((resolve) => setTimeout(resolve, 5));
});

t.test('says that it takes too long', async (t) => {
  const work = new Work(runningClock());
  work.later(60_000, () => {});
  await t.rejects(work.settled(1), /not settled after 1 ms, 1 pieces of work pending/);
  const settled = work.settled(10_000);
  work.close();
  await settled;
});

t.test('a manual clock is moved on', async (t) => {
  const clock = new ManualClock();
  const work = new Work(clock);
  const start = clock.now();
  const done: [string, number][] = [];
  const note = (what: string) => done.push([what, clock.now() - start]);
  work.later(60_000, () => {
    note('later');
    work.soon(() => {
      note('soon');
      work.later(1, () => note('in the same advance'));
    });
  });
  work.retry(120_000, () => note('retry'));
  await work.advance(60_001);
  t.same(done, [
    ['later', 60_000],
    ['soon', 60_000],
    ['in the same advance', 60_001],
  ]);
  await work.settled(10_000);
  t.equal(clock.now() - start, 60_001, 'nobody waits for a retry');
  work.later(100_000, () => note('settled'));
  await work.settled(10_000);
  t.same(done.slice(3), [
    ['retry', 120_000],
    ['settled', 160_001],
  ]);
  await t.rejects(new Work(runningClock()).advance(1), /its clock runs by itself/);
});
