import { cpuTimeOf } from '@patch-notebook-sts/testbed/cpu-time';
import t from 'tap';
import { printable } from './printable.ts';

t.test('text that is safe stays as it is', async (t) => {
  for (const text of ['', 'plain', 'naïve 世界 👩‍🚀', 'a\\b "c"', ' blanks  stay '])
    t.equal(printable(text, 100), text);
});

t.test('what a terminal would act on is shown as an escape', async (t) => {
  const table: [name: string, text: string, shown: string][] = [
    ['a line break', 'a\nforged: line\r', 'a\\u000aforged: line\\u000d'],
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a window title', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['C1: the same in one character', '\u009b31mred\u009d0;t\u009c', '\\u009b31mred\\u009d0;t\\u009c'],
    ['NUL, tab, DEL', '\0\t\u007f', '\\u0000\\u0009\\u007f'],
    ['text that runs backwards', 'a\u202egnp.exe\u202c', 'a\\u202egnp.exe\\u202c'],
    ['isolates', '\u2066a\u2069\u2067\u2068', '\\u2066a\\u2069\\u2067\\u2068'],
    ['direction marks', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['half a character', 'a\ud800', 'a\\ud800'],
  ];
  for (const [name, text, shown] of table) t.equal(printable(text, 100), shown, name);
  for (let code = 0; code < 0xa0; code += 1) {
    if (code >= 0x20 && code < 0x7f) continue;
    t.match(printable(String.fromCharCode(code), 10), /^\\u00[0-9a-f]{2}$/, `U+${code.toString(16)}`);
  }
});

t.test('text that is too long is cut, and says so', async (t) => {
  t.equal(printable('a'.repeat(10), 10), 'a'.repeat(10));
  t.equal(printable('a'.repeat(11), 10), `${'a'.repeat(9)}…`);
  t.equal(printable('aaaa👩', 5), 'aaaa…', 'no half character is left');
  t.equal(printable('\u001b'.repeat(11), 13), '\\u001b\\u001b…', 'escapes count, and stay whole');
});

t.test('a megabyte of anything takes no time', async (t) => {
  for (const text of [' ', '\n', '\u001b', 'a', '\ud800', '\\']) {
    for (const max of [10, 1000, 10_000_000]) {
      const took = cpuTimeOf(() => printable(text.repeat(1_000_000), max));
      t.ok(took < 1000, JSON.stringify(text));
    }
  }
});
