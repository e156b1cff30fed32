import { Readable } from 'node:stream';
import t from 'tap';
import { readModeAndFile } from './mode-and-file.ts';

const read = (args: string[], isTTY = false) =>
  readModeAndFile(['dry-run', 'execute'], args, Object.assign(Readable.from([]), { isTTY }), 'x');

t.test('it is a dry run of stdin unless the words say otherwise', async (t) => {
  t.same(read([]), { mode: 'dry-run', file: '-' });
  t.same(read(['execute']), { mode: 'execute', file: '-' });
  t.same(read(['3.txt']), { mode: 'dry-run', file: '3.txt' });
  t.same(read(['execute', '3.txt']), { mode: 'execute', file: '3.txt' });
});

t.test('more arguments, and rows typed on a terminal, are usage errors', async (t) => {
  t.throws(() => read(['3.txt', 'execute']), { exitCode: 2, message: /unexpected argument "execute"/ });
  t.throws(() => read(['execute'], true), { exitCode: 2, message: /^no rows/ });
});
