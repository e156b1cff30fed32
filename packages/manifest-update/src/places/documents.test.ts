import t from 'tap';
import { wantedDocuments } from './documents.ts';

const parts = (text: string, isWanted = (_: string) => true) =>
  wantedDocuments(text, isWanted).map(({ start, end }) => text.slice(start, end));

t.test('a stream is split before each marker, and nothing is lost', async (t) => {
  t.same(parts('[a]\n---\n[b]\n--- # c\n[c]'), ['[a]\n', '---\n[b]\n', '--- # c\n[c]']);
  t.same(parts('---\r\n[a]\r\n---\r\n'), ['---\r\n[a]\r\n', '---\r\n']);
  t.same(parts('a: |\n  ---\n----\n'), ['a: |\n  ---\n----\n']);
});

t.test('only what is wanted is read', async (t) => {
  const text = 'a: 1\n---\nb:\n  - 2\nc: d\n';
  t.same(
    parts(text, (part) => part.includes('c')),
    ['---\nb:\n  - 2\nc: d\n'],
  );
  t.match(
    wantedDocuments(text, (part) => part.includes('c')),
    [{ text: '---\nc: d\n' }],
  );
});

t.test('directives belong to the document behind them', async (t) => {
  const text = 'a: 1\n...\n%TAG ! tag:x,2000:\n---\nb: !c 2\n';
  t.same(parts(text), [text]);
});
