import t from 'tap';
import { aliasesOf } from './aliases.ts';

t.test(
  'the other tags of a digest, newest first; those without a time behind, numbers from high to low',
  async (t) => {
    const tags = [
      { tag: 'w_2022_9', digest: 'a' },
      { tag: 'w_2022_40', digest: 'a' },
      { tag: 'recommended', digest: 'a', movedAt: 9 },
      { tag: 'w_2022_41', digest: 'b', movedAt: 8 },
      { tag: 'd_2', digest: 'a', movedAt: 5 },
      { tag: 'd_3', digest: 'a', movedAt: 7 },
      { tag: 'd_10', digest: 'a', movedAt: 5 },
    ];
    t.same(aliasesOf('recommended', 'a', tags), ['d_3', 'd_10', 'd_2', 'w_2022_40', 'w_2022_9']);
    t.same(aliasesOf('w_2022_41', 'b', tags), []);
  },
);
