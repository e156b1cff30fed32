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

t.test('shortDigest', async (t) => {
  t.equal(shortDigest(`sha256:${'ab'.repeat(32)}`), 'sha256:abababababab');
  t.equal(shortDigest(null), '');
});
