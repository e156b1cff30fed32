import t from 'tap';
import { groupBy } from './group-by.ts';

t.test('groups keep the order of their first item, and items theirs', async (t) => {
  t.same(
    [...groupBy(['b1', 'a1', 'b2'], (item) => item.charAt(0))],
    [
      ['b', ['b1', 'b2']],
      ['a', ['a1']],
    ],
  );
});
