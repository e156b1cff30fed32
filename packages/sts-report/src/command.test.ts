import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';

const AFTER = `${ROOT}fixtures/after`;

/** The data in a page. */
const dataOf = (page: string) =>
  JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(page)?.[1] ?? '');

t.test('a page of the recorded run', async (t) => {
  const file = `${t.testdir({})}/report.html`;
  const { code, stdout, stderr } = await run('sts-report', [AFTER, '-o', file]);
  t.equal(code, 0);
  t.equal(stdout, '');
  t.equal(
    stderr,
    'sts-report: Of 16 workloads, 3 were stale: 3 would restart. This was a dry run: nothing was changed. ' +
      'Nothing needs a person\n',
  );
  const page = readFileSync(file, 'utf8');
  t.equal(dataOf(page).workloads.length, 16);
  t.notMatch(page.replace(/<script>.*<\/script>/s, ''), /(src|href)=/, 'it refers to nothing outside');
});

t.test('a page of a run that restarted, with what the chain says about it', async (t) => {
  const { stdout } = await run('sts-report', [`${ROOT}fixtures/executed`]);
  const { sentence, run: lines } = dataOf(stdout);
  t.equal(sentence, 'Of 16 workloads, 3 were stale: 3 restarted and verified.');
  t.match(lines, [/^execute on http/, /Exit status 0: all went well\.$/]);
});

t.test('the same input gives the same page, to stdout too', async (t) => {
  const [first, second] = [await run('sts-report', [AFTER]), await run('sts-report', [AFTER, '-o', '-'])];
  t.equal(first.code, 0);
  t.equal(first.stdout, second.stdout);
});

t.test('a page with the history of the kept runs, of which this is one', async (t) => {
  const folder = t.testdir({ runs: { broken: { '4-restarts.txt': '{"stsName"' } } });
  cpSync(AFTER, `${folder}/runs/first`, { recursive: true });
  cpSync(AFTER, `${folder}/runs/second`, { recursive: true });
  const history = async (workdir: string) => {
    const { code, stdout, stderr } = await run('sts-report', [workdir, '--runs', `${folder}/runs`]);
    t.equal(code, 0);
    t.match(stderr, /left out of the history: .*broken\/4-restarts\.txt:1: not a whole JSON object/);
    t.match(dataOf(stdout).notes.at(-1), /left out of the history/);
    return dataOf(stdout).history;
  };
  t.equal((await history(`${folder}/runs/second`)).runs.length, 2);
  t.match((await history(AFTER)).runs[2], { at: '2026-11-20T23:59:00.000Z', counts: { stale: 3 }, left: 3 });
});

t.test('the page of a run that was killed says so', async (t) => {
  const folder = t.testdir({ 'restarts.journal': '{"journal":{}}\n' });
  cpSync(`${AFTER}/3-decisions.txt`, `${folder}/3-decisions.txt`);
  const killed = await run('sts-report', [folder]);
  t.match(killed, { code: 0, stderr: /the run was killed; the next run of the chain goes on with it\n/ });
  t.match(dataOf(killed.stdout).notes.at(-1), /the run was killed/);
  cpSync(`${AFTER}/4-restarts.txt`, `${folder}/4-restarts.txt`);
  t.notMatch(dataOf((await run('sts-report', [folder])).stdout).notes.at(-1), /killed/);
});

t.test('a row that is refused leaves no page, and the one of before', async (t) => {
  const folder = t.testdir({ 'report.html': 'before' });
  cpSync(AFTER, `${folder}/run`, { recursive: true });
  writeFileSync(`${folder}/run/4-restarts.txt`, '{"stsName":"lab"}\n');
  const ended = await run('sts-report', [`${folder}/run`, '-o', `${folder}/report.html`]);
  t.match(ended, { code: 3, stderr: /4-restarts\.txt:1: outcome: / });
  t.equal(readFileSync(`${folder}/report.html`, 'utf8'), 'before');
});

t.test('wrong command lines', async (t) => {
  const file = `${t.testdir({})}/report.html`;
  t.match(await run('sts-report', []), { code: 2, stderr: /no WORKDIR: name the folder of a run/ });
  t.match(await run('sts-report', ['a', 'b']), { code: 2, stderr: /unexpected argument "b"/ });
  t.match(await run('sts-report', [AFTER, '--format', 'table']), { code: 2, stderr: /the page is HTML/ });
  t.match(await run('sts-report', [`${ROOT}docs`, '-o', file]), { code: 3, stderr: /is it a WORKDIR/ });
  t.match(await run('sts-report', [AFTER, '--runs', `${ROOT}none`, '-o', file]), { code: 1 });
  t.notOk(existsSync(file));
});
