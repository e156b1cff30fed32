import { PassThrough } from 'node:stream';
import t from 'tap';
import { readMode, readModeAndFile } from './mode-and-file.ts';

const read = (args: string[], isTTY = false) =>
  readModeAndFile(['dry-run', 'execute'], args, Object.assign(new PassThrough(), { isTTY }), 'sts-restart');

t.test('the first mode unless another is said, and stdin unless a file is given', async (t) => {
  t.same(read([]), { mode: 'dry-run', file: '-' });
  t.same(read(['3.txt']), { mode: 'dry-run', file: '3.txt' });
  t.same(read(['execute']), { mode: 'execute', file: '-' });
  t.same(read(['execute', '3.txt'], true), { mode: 'execute', file: '3.txt' });
  t.same(read(['./exec']), { mode: 'dry-run', file: './exec' });
});

t.test('what was meant is said', async (t) => {
  const exitCode = 2;
  t.throws(() => read(['3.txt', 'execute']), {
    exitCode,
    message: 'execute: say it first: sts-restart execute FILE',
  });
  for (const word of ['exec', 'exceute', 'Execute', 'executes'])
    t.throws(() => read([word]), {
      exitCode,
      message: `${word}: did you mean execute? For a file of that name say ./${word}`,
    });
  t.throws(() => read(['dryrun']), { exitCode, message: /did you mean dry-run\?/ });
  t.throws(() => read(['3.txt', '4.txt']), { exitCode, message: /unexpected argument "4.txt"/ });
  t.throws(() => read(['execute'], true), { exitCode, message: /^no rows: / });
});

t.test('a mode before other arguments', async (t) => {
  const mode = (...args: string[]) =>
    readMode(['dry-run', 'execute'], args, ['tag-promote', 'SOURCE TARGET']);
  t.match(mode('w', 'r'), { mode: 'dry-run', said: false, rest: ['w', 'r'] });
  t.match(mode('execute', 'w', 'r'), { mode: 'execute', said: true, rest: ['w', 'r'] });
  t.throws(() => mode('w', 'r', 'execute'), {
    exitCode: 2,
    message: 'execute: say it first: tag-promote execute SOURCE TARGET',
  });
});
