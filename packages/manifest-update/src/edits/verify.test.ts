import t from 'tap';
import { readYaml } from '../places/yaml-places.ts';
import { type Expected, isEnvEdit, isYamlEdit } from './verify.ts';

const isEdit = (before: string, after: string, expected: Expected) =>
  isYamlEdit(readYaml(before), readYaml(after), expected);

t.test('an edit changes its values and nothing else', async (t) => {
  const before = 'a: v1 # c\nb: {c: "v1", d: 1}\n';
  const edit = (after: string, ...expected: [string, string][]) => isEdit(before, after, new Map(expected));
  t.ok(edit('a: v2 # c\nb: {c: "v1", d: 1}\n', ['a', 'v2']));
  t.ok(edit('a: "1.10" # c\nb: {c: "v2", d: 1}\n', ['a', '1.10'], ['b.c', 'v2']));
  const wrong: [string, string, ...[string, string][]][] = [
    ['another value', 'a: v2 # c\nb: {c: "v2", d: 1}\n', ['a', 'v2']],
    ['another type', 'a: 1.10 # c\nb: {c: "v1", d: 1}\n', ['a', '1.10']],
    ['the same number, written otherwise', 'a: v2 # c\nb: {c: "v1", d: 1.0}\n', ['a', 'v2']],
    ['a comment', 'a: v2\nb: {c: "v1", d: 1}\n', ['a', 'v2']],
    ['quotes', "a: v2 # c\nb: {c: 'v1', d: 1}\n", ['a', 'v2']],
    ['a key', 'a: v2 # c\nb: {e: "v1", d: 1}\n', ['a', 'v2']],
    ['nothing', before, ['a', 'v2']],
    ['no YAML', 'a: v2 # c\nb: {c: "v1", d: 1\n', ['a', 'v2']],
  ];
  for (const [what, after, ...expected] of wrong) t.notOk(edit(after, ...expected), what);
});

t.test('the text of a block is compared in the same way', async (t) => {
  const block = (value: string, other = 1) => `a: |\n  {"b": "${value}", "c": ${other}}\n`;
  const expected = new Map([['a|b', 'v2']]);
  t.ok(isEdit(block('v1'), block('v2'), expected));
  t.notOk(isEdit(block('v1'), block('v2', 2), expected));
});

t.test('env files', async (t) => {
  t.ok(isEnvEdit('A=1\nB=2', 'A=3\nB=2', new Map([['A', '3']])));
  t.notOk(isEnvEdit('A=1\nB=2', 'A=3\nB=4', new Map([['A', '3']])));
});
