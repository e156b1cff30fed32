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

t.test('it fits the terminal: the widest columns are cut first', async (t) => {
  const columns = [0, 1, 2].map((i) => ({ title: `C${i}`, value: (row: string[]) => row[i] ?? '' }));
  const row = ['a'.repeat(10), 'b'.repeat(60), 'c'.repeat(40)];
  const linesAt = (width: number) => formatTable([row], columns, { columns: width }).trimEnd().split('\n');
  t.same(linesAt(200), linesAt(116), 'as wide as it is');
  t.equal(linesAt(100)[1], `${row[0]}   ${'b'.repeat(43)}…   ${row[2]}`);
  t.equal(linesAt(80)[1], `${row[0]}   ${'b'.repeat(31)}…   ${'c'.repeat(31)}…`);
  for (const width of [80, 60, 50]) for (const line of linesAt(width)) t.ok(line.length <= width, `${width}`);
  t.match(linesAt(10)[1], /^a{10} {3}b{11}… {3}c{11}…$/, 'what is left can still be read');
});

t.test('a column that says the same everywhere, and colours', async (t) => {
  const columns = [
    { title: 'KIND', value: (row: string[]) => row[0] ?? '', onlyIfDifferent: true },
    { title: 'NAME', value: (row: string[]) => row[1] ?? '', colour: () => 'red' as const },
    { title: 'X', value: () => 'x' },
  ];
  t.equal(
    formatTable(
      [
        ['s', 'a'],
        ['s', 'bb'],
      ],
      columns,
    ),
    'NAME   X\na      x\nbb     x\n',
  );
  t.equal(
    formatTable(
      [
        ['s', 'a'],
        ['d', 'b'],
      ],
      columns,
    ),
    'KIND   NAME   X\ns      a      x\nd      b      x\n',
  );
  t.equal(
    formatTable([['s', 'a']], columns, { hasColours: true }),
    'NAME   X\n\u001b[31ma\u001b[39m      x\n',
  );
});

t.test('200,000 rows', async (t) => {
  const table = formatTable(Array(200_000).fill('a'), [{ title: 'NAME', value: (row) => row }]);
  t.equal(table, `NAME\n${'a\n'.repeat(200_000)}`);
});

t.test('shortDigest', async (t) => {
  t.equal(shortDigest(`sha256:${'ab'.repeat(32)}`), 'sha256:abababababab');
  t.equal(shortDigest(null), '');
});
