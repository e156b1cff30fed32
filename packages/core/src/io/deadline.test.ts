import t from 'tap';
import { startDeadline } from './deadline.ts';

t.test('the deadline ends a sleep', async (t) => {
  const deadline = startDeadline(20);
  t.ok(deadline.remainingMs() <= 20);
  await deadline.sleep(60_000);
  t.equal(deadline.signal.aborted, true);
  await deadline.sleep(60_000);
  t.pass('there is no sleeping after it');
});

t.test('0 means no limit, and a limit beyond the longest timer does not fire at once', async (t) => {
  for (const ms of [0, 90 * 86_400_000]) {
    const deadline = startDeadline(ms);
    t.ok(deadline.remainingMs() > 86_400_000);
    await deadline.sleep(1);
    t.equal(deadline.signal.aborted, false);
  }
});
