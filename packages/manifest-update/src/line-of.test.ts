import t from 'tap';
import { lineOf } from './line-of.ts';

t.test('lines are counted from 1', async (t) => {
  t.same(
    [0, 1, 2, 3].map((offset) => lineOf('a\nbc', offset)),
    [1, 1, 2, 2],
  );
});
