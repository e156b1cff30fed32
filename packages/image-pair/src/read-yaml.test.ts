import t from 'tap';
import { readYaml } from './read-yaml.ts';

t.test('the documents of a text', async (t) => {
  t.same(
    readYaml('a: 1\n---\n[b]\n').map((document) => document.toJS()),
    [{ a: 1 }, ['b']],
  );
  t.same(readYaml(''), []);
});

t.test('an error is said with its line', async (t) => {
  for (const [text, message] of [
    ['a: 1\nb: [', /^line 2: Flow sequence/],
    ['a: 1\n---\nb: 1\nb: 2\n', /^line 4: Map keys must be unique/],
    ['a: "\n', /^line 2: Missing closing "quote/],
  ] as const)
    t.throws(() => readYaml(text), { message }, text);
});

t.test('what is nested a hundred times can be read, and what would fill the stack is refused', async (t) => {
  t.equal(readYaml('['.repeat(98) + ']'.repeat(98)).length, 1);
  for (const text of [
    '['.repeat(60_000) + ']'.repeat(60_000),
    '['.repeat(100_000),
    '- '.repeat(60_000),
    '{a: '.repeat(30_000),
  ])
    t.throws(() => readYaml(text), { message: 'it is nested more than 100 levels deep' }, text.slice(0, 8));
});
