import t from 'tap';
import { formatTable, shortDigest } from './table.ts';

t.test('columns are as wide as their widest cell, and lines have no trailing blanks', async (t) => {
  const columns = [
    { title: 'NAME', value: (row: string[]) => row[0] ?? '' },
    { title: 'REASON', value: (row: string[]) => row[1] ?? '' },
  ];
  const table = formatTable(
    [
      ['jupyter', 'stale'],
      ['a', ''],
    ],
    columns,
  );
  t.equal(table, 'NAME      REASON\njupyter   stale\na\n');
  t.equal(formatTable([], columns), '', 'no rows, no headings');
});

t.test('a cell cannot forge a line, steer a terminal or fill a screen', async (t) => {
  const table = formatTable(
    ['a\nb', '\u001b[2J', 'x'.repeat(1_000_000)],
    [{ title: 'NAME', value: (row) => row }],
  );
  const lines = table.trimEnd().split('\n');
  t.same(lines.slice(0, 3), ['NAME', 'a\\u000ab', '\\u001b[2J']);
  t.match(lines[3], /^x+…$/);
  t.equal(lines.length, 4);
  t.ok(table.length < 3000);
});

t.test('200,000 rows', async (t) => {
  const table = formatTable(Array(200_000).fill('a'), [{ title: 'NAME', value: (row) => row }]);
  t.equal(table, `NAME\n${'a\n'.repeat(200_000)}`);
});

t.test('shortDigest', async (t) => {
  t.equal(shortDigest(`sha256:${'ab'.repeat(32)}`), 'sha256:abababababab');
  t.equal(shortDigest(null), '');
});
