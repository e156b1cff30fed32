import { PassThrough } from 'node:stream';
import t from 'tap';
import { readHold } from './hold-list.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const stdin = new PassThrough();

t.test('digests, and files of digests', async (t) => {
  const folder = t.testdir({
    'bad-builds.txt': `# the one of Friday\r\n${digest('b')}\r\n\r\n  ${digest('c')}  # too large\n${digest('b')}`,
  });
  t.same(
    await readHold([digest('a'), `${folder}/bad-builds.txt`], stdin),
    new Set(['a', 'b', 'c'].map(digest)),
  );
  t.same(await readHold([], stdin), new Set());
});

t.test('a bad line is refused with its place', async (t) => {
  const folder = t.testdir({ 'hold.txt': `${digest('a')}\nsha256:abc\n` });
  await t.rejects(readHold([`${folder}/hold.txt`], stdin), {
    message: /hold\.txt:2: "sha256:abc" is not a digest/,
    exitCode: 3,
  });
});

t.test('a mistyped digest is no file', async (t) => {
  for (const value of [digest('a').slice(0, -1), digest('A'), '-'])
    await t.rejects(readHold([value], stdin), { message: /^--hold: ".*" is neither/, exitCode: 2 }, value);
  await t.rejects(readHold(['/none'], stdin), { message: /\/none: cannot be read/, exitCode: 1 });
});
