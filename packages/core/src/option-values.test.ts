import t from 'tap';
import { atMost, words } from './option-values.ts';

t.test('words of a repeatable option', async (t) => {
  t.same(words(['a', 'b, c', '']), ['a', 'b', 'c']);
  t.same(words(undefined), []);
});

t.test('atMost', async (t) => {
  atMost(1, ['a'], 'sts-list');
  t.throws(() => atMost(1, ['a', 'b'], 'sts-list'), {
    message: 'unexpected argument "b"; see sts-list --help',
    exitCode: 2,
  });
});
