import t from 'tap';
import { ManualClock, runningClock, timestamp } from './clock.ts';

t.test('a manual clock moves only when it is moved', async (t) => {
  const clock = new ManualClock();
  const start = clock.now();
  const done: string[] = [];
  clock.after(20, () => done.push('second'));
  clock.after(10, () => done.push('first'));
  clock.after(20, () => done.push('third'));
  clock.after(15, () => done.push('called off'))();
  t.equal(clock.next - start, 10);
  clock.runNext();
  t.equal(clock.now() - start, 10);
  clock.runNext();
  clock.runNext();
  t.same(done, ['first', 'second', 'third']);
  t.equal(clock.next, Number.POSITIVE_INFINITY);
  clock.runNext();
  t.equal(clock.now() - start, 20, 'nothing waits any more');
  clock.moveTo(start);
  t.equal(clock.now() - start, 20, 'never back');
});

t.test('a running clock is as many times as fast as the wall clock', async (t) => {
  const clock = runningClock(1000);
  const start = clock.now();
  clock.after(60_000_000, () => t.fail('called off'))();
  await new Promise<void>((resolve) => clock.after(20_000, resolve));
  // timers may fire up to 1 ms early
  t.ok(clock.now() - start >= 19_000);
});

t.equal(timestamp(Date.UTC(2026, 10, 24, 6, 29, 15, 999)), '2026-11-24T06:29:15Z');
