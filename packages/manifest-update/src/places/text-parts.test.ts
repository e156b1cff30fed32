import t from 'tap';
import { wantedParts } from './text-parts.ts';

const parts = (text: string, isWanted = (_: string) => true) =>
  wantedParts(text, isWanted).map(({ start, end }) => text.slice(start, end));

t.test('a stream is split before each marker, and nothing is lost', async (t) => {
  t.same(parts('[a]\n---\n[b]\n--- # c\n[c]'), ['[a]\n', '---\n[b]\n', '--- # c\n[c]']);
  t.same(parts('---\r\n[a]\r\n---\r\n'), ['---\r\n[a]\r\n', '---\r\n']);
  t.same(parts('[a]\n----\n'), ['[a]\n----\n']);
});

t.test('directives belong to the document behind them', async (t) => {
  const text = 'a: 1\n...\n%TAG ! tag:x,2000:\n---\nb: !c 2\n';
  t.same(parts(text), [text]);
});

t.test('a map is split before each entry, where it is plain to see where each begins', async (t) => {
  const text = '# c\na: # x\n  y: 1\n\nb:\r\n- x\n-\n  - y\nc.d: |\n  x\ne:\n  z: 1\n';
  const having = (part: string) => parts(text, (one) => one.includes(part));
  t.same(having('y'), ['a: # x\n  y: 1\n\n', 'b:\r\n- x\n-\n  - y\n']);
  t.same(having('z'), ['e:\n  z: 1\n']);
  t.same(having('nowhere'), []);
  t.same(having('x'), [text], 'what stands beside other keys is not taken from them');
  for (const text of [
    'a:\n- &x 1\nb:\n- *x\n',
    'a:\n  x: 1\nb:\n  <<: [a]\n',
    'a:\n- 1\nb:\n- 1\na:\n- 1\n',
    'a: {\nb: 1\n}\n',
    'a: "x\nb"\nc: 1\n',
    'a: 1\n"b": 2\n',
    '? a\n: b\nc: d\n',
    '{{- if x }}\na: 1\nb: 2\n{{- end }}\n',
    'a:\n  {{ b }}\nc: d\n',
    '- a\n- b: 1\n',
    '{"a": 1,\n"b": 2}\n',
  ])
    t.same(
      parts(text, (one) => /[ab]/.test(one)),
      [text],
      JSON.stringify(text),
    );
});
