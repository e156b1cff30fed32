import { cpuTimeOf } from '@patch-notebook-sts/testbed/cpu-time';
import t from 'tap';
import { markdownTable, markdownText } from './markdown.ts';

t.test('a table, in which no text can end a cell or a row', async (t) => {
  t.equal(
    markdownTable(
      ['name', 'why'],
      [
        ['a', 'x | y'],
        ['b', 'one\ntwo'],
      ],
    ),
    '| name | why |\n| --- | --- |\n| a | x \\| y |\n| b | one two |\n',
  );
  t.equal(markdownTable(['name'], []), '');
});

t.test('text cannot become markup, control characters or a long page', async (t) => {
  const table: [text: string, shown: string][] = [
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)>'],
    ['a & b &lt;', 'a &amp; b &amp;lt;'],
    ['`code`', '\\`code\\`'],
    ['a\\| b', 'a\\\\\\| b'],
    [
      '[link](https://evil.example) ![](https://evil.example/x.png)',
      '\\[link](https://evil.example) !\\[](https://evil.example/x.png)',
    ],
    ['a\n\n# heading', 'a # heading'],
    ['\u001b[2J\u202e', '\\\\u001b\\[2J\\\\u202e'],
  ];
  for (const [text, shown] of table) t.equal(markdownText(text), shown);
  t.ok(markdownText('<'.repeat(1_000_000)).length < 20_000);
  t.ok(cpuTimeOf(() => markdownText(`a${' '.repeat(400_000)}b`)) < 2000, 'blanks take no time');
});
