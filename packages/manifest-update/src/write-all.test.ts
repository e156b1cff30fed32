import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import t from 'tap';
import { writeAll } from './write-all.ts';

t.test('files get their new text, and keep their mode and links', async (t) => {
  const folder = t.testdir({ a: 'old a', b: 'old b' });
  chmodSync(`${folder}/a`, 0o664);
  symlinkSync('b', `${folder}/link`);
  await writeAll([
    { file: `${folder}/a`, before: 'old a', after: 'new a' },
    { file: `${folder}/link`, before: 'old b', after: 'new b' },
  ]);
  t.same([readFileSync(`${folder}/a`, 'utf8'), readFileSync(`${folder}/b`, 'utf8')], ['new a', 'new b']);
  t.equal(statSync(`${folder}/a`).mode & 0o777, 0o664);
  t.ok(lstatSync(`${folder}/link`).isSymbolicLink());
  t.same(readdirSync(folder).sort(), ['a', 'b', 'link']);
});

t.test('all or none', async (t) => {
  const folder = t.testdir({ a: 'old a', b: 'somebody else’s', c: 'old c' });
  const replacements = ['a', 'b', 'c'].map((name) => ({
    file: `${folder}/${name}`,
    before: `old ${name}`,
    after: 'new',
  }));
  await t.rejects(writeAll(replacements), { exitCode: 1, message: /b: somebody has changed it/ });
  t.same(
    ['a', 'b', 'c'].map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
    ['old a', 'somebody else’s', 'old c'],
  );
  t.same(readdirSync(folder).sort(), ['a', 'b', 'c']);
});

t.test('a file that can’t be written stops it before the first', async (t) => {
  const folder = t.testdir({ a: 'old' });
  await t.rejects(
    writeAll([
      { file: `${folder}/a`, before: 'old', after: 'new' },
      { file: `${folder}/missing/b`, before: 'old', after: 'new' },
    ]),
    { exitCode: 1, message: /missing\/b: cannot be written/ },
  );
  t.equal(readFileSync(`${folder}/a`, 'utf8'), 'old');
});
