import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import t from 'tap';
import { isStreamTarget, refuseSameFile, withOutput } from './output.ts';

t.test('without a file, rows go to stdout, which stays open', async (t) => {
  const stdout = new PassThrough();
  await withOutput(undefined, stdout, async (out) => void out.write('row\n'));
  await withOutput('-', stdout, async (out) => void out.write('row\n'));
  stdout.end();
  t.equal(await text(stdout), 'row\nrow\n');
});

t.test('a file appears whole', async (t) => {
  const folder = t.testdir({ 'old.txt': 'old\n' });
  symlinkSync('old.txt', `${folder}/link.txt`);
  await withOutput(`${folder}/link.txt`, process.stdout, async (out) => {
    out.write('new\n');
    t.equal(readFileSync(`${folder}/old.txt`, 'utf8'), 'old\n', 'until then the old one stands');
  });
  t.equal(readFileSync(`${folder}/old.txt`, 'utf8'), 'new\n', 'a link is followed, not replaced');
  t.same(readdirSync(folder).sort(), ['link.txt', 'old.txt']);
});

t.test('or not at all', async (t) => {
  const folder = t.testdir({});
  const broken = withOutput(`${folder}/new.txt`, process.stdout, async (out) => {
    out.write('half\n');
    throw new Error('broken off');
  });
  await t.rejects(broken, { message: 'broken off' });
  t.same(readdirSync(folder), []);
});

t.test('a file that was still being opened goes too', async (t) => {
  const folder = t.testdir({});
  const broken = withOutput(`${folder}/new.txt`, process.stdout, async () => {
    throw new Error('broken off');
  });
  await t.rejects(broken, { message: 'broken off' });
  // These queue up behind whatever is still under way.
  await Promise.all(Array.from({ length: 8 }, () => stat(folder)));
  t.same(readdirSync(folder), []);
});

t.test('a place that cannot be written is a failure that names it', async (t) => {
  const folder = t.testdir({});
  const nowhere = withOutput(`${folder}/none/new.txt`, process.stdout, async () => {});
  await t.rejects(nowhere, { message: /none\/new\.txt: cannot be written: ENOENT/, exitCode: 1 });
});

t.test('a device is written, not replaced', async (t) => {
  await withOutput('/dev/null', process.stdout, async (out) => void out.write('row\n'));
  t.notOk(readdirSync('/dev').some((name) => name.includes('partial')));
});

t.test('what is written in place can not be taken back', async (t) => {
  const folder = t.testdir({ 'old.txt': '' });
  t.equal(await isStreamTarget(`${folder}/old.txt`), false);
  t.equal(await isStreamTarget(`${folder}/new.txt`), false);
  t.equal(await isStreamTarget('/dev/null'), true);
  t.equal(await isStreamTarget('-'), true);
});

t.test('a file that is replaced keeps its mode', async (t) => {
  const folder = t.testdir({ 'old.txt': 'old\n' });
  chmodSync(`${folder}/old.txt`, 0o662);
  await withOutput(`${folder}/old.txt`, process.stdout, async (out) => {
    t.match(readdirSync(folder), [/^\.old\.txt\..*\.[0-9a-f]{16}\.partial$/, 'old.txt']);
    out.write('new\n');
  });
  t.equal((await stat(`${folder}/old.txt`)).mode & 0o777, 0o662);
});

t.test('two options may not name one file, however it is spelled', async (t) => {
  const folder = t.testdir({ 'old.txt': '', sub: {}, link: t.fixture('symlink', 'old.txt') });
  const refused = (one: string, other: string) =>
    t.rejects(refuseSameFile({ '--output': `${folder}/${one}`, '--decisions': `${folder}/${other}` }), {
      message: /--output and --decisions name the same file/,
      exitCode: 2,
    });
  await refused('new.txt', 'sub/../new.txt');
  await refused('old.txt', 'link');
  await refuseSameFile({ '--output': `${folder}/a`, '--decisions': `${folder}/b`, '--summary': undefined });
  await refuseSameFile({ '--output': '/dev/null', '--decisions': '/dev/null' });
});

t.test('a FIFO is written when its reader comes', async (t) => {
  const fifo = `${t.testdir({})}/fifo`;
  execFileSync('mkfifo', [fifo]);
  const written = withOutput(fifo, process.stdout, async (out) => void out.write('row\n'));
  const reader = promisify(execFile)('cat', [fifo]);
  await written;
  t.equal((await reader).stdout, 'row\n');
});
