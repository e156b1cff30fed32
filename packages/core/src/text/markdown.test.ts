import t from 'tap';
import { markdownTable } from './markdown.ts';

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
