import { cpuTimeOf } from '@patch-notebook-sts/testbed/cpu-time';
import t from 'tap';
import { oneLine } from './one-line.ts';

t.test('line breaks, with the blanks around them, become one blank', async (t) => {
  t.equal(oneLine(' a \r\n\n  b\tc\r d \n'), 'a b\tc d');
  t.equal(oneLine('\n \n'), '');
  t.equal(oneLine('a  b'), 'a  b');
});

t.test('a megabyte of blanks takes no time', async (t) => {
  for (const text of [' ', '\n', ' \n', '\t\t\r', 'a ']) {
    t.ok(cpuTimeOf(() => oneLine(`a${text.repeat(400_000)}b`)) < 2000, JSON.stringify(text));
  }
});
