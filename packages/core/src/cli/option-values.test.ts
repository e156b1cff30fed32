import t from 'tap';
import { namespaceName, refuseExtraArguments, words } from './option-values.ts';

t.test('words of a repeatable option', async (t) => {
  t.same(words(['a', 'b, c', '']), ['a', 'b', 'c']);
  t.same(words(undefined), []);
});

t.test('atMost', async (t) => {
  refuseExtraArguments(1, ['a'], 'sts-list');
  t.throws(() => refuseExtraArguments(1, ['a', 'b'], 'sts-list'), {
    message: 'unexpected argument "b"; see sts-list --help',
    exitCode: 2,
  });
});

t.test('namespaceName', async (t) => {
  t.equal(namespaceName('bob-singh'), 'bob-singh');
  t.throws(() => namespaceName('../x'), { message: /^--namespace: "\.\.\/x" is not/, exitCode: 2 });
});
