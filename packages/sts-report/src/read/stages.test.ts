import { Readable } from 'node:stream';
import { ExitCode } from '@patch-notebook-sts/core/failure';
import t from 'tap';
import { readRunLines, readStages } from './stages.ts';

const stdin = Readable.from([]);
const decision = { stsName: 'lab', namespace: 'bob', decision: 'current', reason: 'runs v1' };
const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

t.test('stage files that are not there are absent, and an empty one is empty', async (t) => {
  const folder = t.testdir({ '3-decisions.txt': lines(decision), '4-restarts.txt': '' });
  t.match(await readStages(folder, stdin), { decisions: [decision], outcomes: [], containers: undefined });
  t.same(await readStages(t.testdir({ 'notes.txt': '' }), stdin), {});
});

t.test('a torn row, and a row of another stage, are refused with their place', async (t) => {
  const torn = t.testdir({ '3-decisions.txt': `${lines(decision)}{"stsName":"la` });
  await t.rejects(readStages(torn, stdin), {
    exitCode: ExitCode.badInput,
    message: /3-decisions\.txt:2: not a whole/,
  });
  const foreign = t.testdir({ '4-restarts.txt': lines(decision) });
  await t.rejects(readStages(foreign, stdin), {
    exitCode: ExitCode.badInput,
    message:
      /4-restarts\.txt:1: .*this is a row of sts-filter --decisions, and rows of sts-restart are wanted/,
  });
});

t.test('what the chain says about its run', async (t) => {
  const summary =
    '# execute on https://api (prod)\n\n2026-11-20 01:00 UTC, 9 s. Exit status 0: all went well.\n\n## Restarts\n';
  t.same(await readRunLines(t.testdir({ 'summary.md': summary })), [
    'execute on https://api (prod)',
    '2026-11-20 01:00 UTC, 9 s. Exit status 0: all went well.',
  ]);
  t.same(await readRunLines(t.testdir({})), []);
  t.same(await readRunLines(t.testdir({ 'summary.md': '## Notebooks\n\n1 workload.\n' })), []);
});
