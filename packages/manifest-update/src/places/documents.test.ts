import t from 'tap';
import { splitDocuments } from './documents.ts';

const parts = (text: string) => splitDocuments(text).map(({ start, end }) => text.slice(start, end));

t.test('a stream is split before each marker, and nothing is lost', async (t) => {
  t.same(parts('a: 1\n---\nb: 2\n--- # c\nc: 3'), ['a: 1\n', '---\nb: 2\n', '--- # c\nc: 3']);
  t.same(parts('---\r\na: 1\r\n---\r\n'), ['---\r\na: 1\r\n', '---\r\n']);
  t.same(parts('a: |\n  ---\n----\n'), ['a: |\n  ---\n----\n']);
});

t.test('directives belong to the document behind them', async (t) => {
  const text = 'a: 1\n...\n%TAG ! tag:x,2000:\n---\nb: !c 2\n';
  t.same(parts(text), [text]);
});
