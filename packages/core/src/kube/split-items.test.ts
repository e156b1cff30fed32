import fc from 'fast-check';
import t from 'tap';
import { splitItems } from './split-items.ts';

t.test('a list, wherever its items stand', async (t) => {
  const items = ['{"a":[1,{"b":"]"}]}', '{"items":[2]}', '"\\"],"'];
  for (const before of ['', '"kind":"PodList","metadata":{"items":[1]},'])
    for (const after of ['', ',"metadata":{"continue":"x"}'])
      t.same(splitItems(`{${before}"items":[${items.join()}]${after}}`), {
        list: `{${before}"items":[]${after}}`,
        items,
      });
  t.same(splitItems('{"items":[]}'), { list: '{"items":[]}', items: [] });
  t.match(splitItems('{\n "items" : [\n ]\n}'), { items: [] });
  t.equal(splitItems(`{"items":[${'{},'.repeat(20_001)}{}]}`), undefined);
});

t.test('what is no list has no items', async (t) => {
  for (const text of [
    '',
    '{}',
    '[1,2]',
    '{"items":{"a":[1]}}',
    '{"a":{"items":[1]}}',
    '"items":[1',
    '{"items":[1,2',
    'x"',
  ])
    t.same(splitItems(text), { list: text, items: [] }, text);
});

t.test('every list is the same in pieces', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.json()), fc.json(), fc.boolean(), (items, metadata, spaces) => {
      const value = {
        kind: 'List',
        metadata: JSON.parse(metadata),
        items: items.map((item) => JSON.parse(item)),
      };
      const { list = '', items: found = [] } = splitItems(JSON.stringify(value, null, spaces ? 1 : 0)) ?? {};
      t.strictSame({ ...JSON.parse(list), items: found.map((item) => JSON.parse(item)) }, value);
    }),
  );
});
