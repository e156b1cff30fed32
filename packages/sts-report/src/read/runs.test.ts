import { Readable } from 'node:stream';
import { ExitCode } from '@patch-notebook-sts/core/failure';
import t from 'tap';
import { readRuns } from './runs.ts';

const stdin = Readable.from([]);
const decisions = `${JSON.stringify({ stsName: 'lab', namespace: 'bob', decision: 'current', reason: 'r' })}\n`;

t.test('each folder is a run; what is no run is named, and links are no second run', async (t) => {
  const folder = t.testdir({
    'run-1': { '3-decisions.txt': decisions },
    'run-2': { '3-decisions.txt': '{' },
    'run-3': {},
    latest: t.fixture('symlink', 'run-1'),
    'a-file': '',
  });
  const { runs, refused } = await readRuns(folder, stdin);
  t.match(runs, [{ path: /run-1$/, stages: { decisions: [{ stsName: 'lab' }] }, writtenAt: /^20\d\d-.*Z$/ }]);
  t.match(refused, [/run-2\/3-decisions\.txt:1: not a whole JSON object/, /run-3: no file of a run/]);
});

t.test('a folder that is not there is a failure', async (t) => {
  await t.rejects(readRuns(`${t.testdir({})}/none`, stdin), {
    exitCode: ExitCode.failed,
    message: /--runs: .*none: cannot be read/,
  });
});
