import { Readable } from 'node:stream';
import { ExitCode } from '@patch-notebook-sts/core/failure';
import t from 'tap';
import { readRuns } from './runs.ts';

const stdin = Readable.from([]);
const decisions = `${JSON.stringify({ stsName: 'lab', namespace: 'bob', decision: 'current', reason: 'r' })}\n`;

t.test(
  'each folder with files of a run is one; a damaged one is named, and links are no second run',
  async (t) => {
    const folder = t.testdir({
      'run-1': { '3-decisions.txt': decisions },
      'run-2': { '3-decisions.txt': '{' },
      'run-3': {},
      latest: t.fixture('symlink', 'run-1'),
      'a-file': '',
    });
    const refused: string[] = [];
    const runs = [];
    for await (const run of readRuns(folder, stdin, (why) => refused.push(why))) runs.push(run);
    t.match(runs, [
      { path: /run-1$/, stages: { decisions: [{ stsName: 'lab' }] }, changedAt: /^20\d\d-.*Z$/ },
    ]);
    t.match(refused, [/run-2\/3-decisions\.txt:1: not a whole JSON object/]);
  },
);

t.test('a folder that is not there is a failure', async (t) => {
  const refused = () => t.fail('it is no run');
  await t.rejects(readRuns(`${t.testdir({})}/none`, stdin, refused).next(), {
    exitCode: ExitCode.failed,
    message: /--runs: .*none: cannot be read/,
  });
});
