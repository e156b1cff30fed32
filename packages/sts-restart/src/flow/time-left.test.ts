import t from 'tap';
import { timeLeft } from './time-left.ts';

t.test('at the pace so far', async (t) => {
  t.equal(timeLeft(10_000, 10, 20), 'about 10 s left');
  t.equal(timeLeft(600_000, 10, 20), 'about 10 min left');
  t.equal(timeLeft(1000, 0, 20), 'time left unknown');
});
