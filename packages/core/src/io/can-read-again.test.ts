import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import t from 'tap';
import { canReadAgain } from './can-read-again.ts';

t.test('a file can be read twice; a pipe, and what is only another name for one, may not be', async (t) => {
  const folder = t.testdir({ '1.txt': 'rows\n' });
  execFileSync('mkfifo', [`${folder}/pipe`]);
  symlinkSync('1.txt', `${folder}/link`);
  t.equal(await canReadAgain(`${folder}/1.txt`), true);
  for (const file of [
    `${folder}/pipe`,
    `${folder}/link`,
    `${folder}/none`,
    folder,
    '/dev/stdin',
    '/dev/fd/0',
  ])
    t.equal(await canReadAgain(file), false, file);
});

t.test('stdin is no file, even where one is called so', async (t) => {
  const before = process.cwd();
  t.teardown(() => process.chdir(before));
  process.chdir(t.testdir({ '-': 'rows\n' }));
  t.equal(await canReadAgain('-'), false);
});
