import { realpath } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { defineCommand } from '@patch-notebook-sts/core/cli/command';
import { refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { badInput, ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import script from '#built/script.txt';
import style from '#built/style.txt';
import { historyOf, type Run, runOf } from './facts/history.ts';
import { pageDataOf } from './facts/page-data-of.ts';
import { whenOf } from './facts/when.ts';
import { workloadFacts } from './facts/workloads.ts';
import type { History } from './model/page-data.ts';
import { pageOf } from './page/html.ts';
import { readRuns } from './read/runs.ts';
import { fileOf, readRunLines, readStages, type Stages, wasKilled } from './read/stages.ts';

const KILLED =
  'restarts.journal is there, and no outcomes: the run was killed; the next run of the chain goes on with it';

export const command = defineCommand({
  name: 'sts-report',
  usage: 'WORKDIR -o report.html [options]',
  summary:
    'Makes one HTML page of the files of a run: what happened, what needs a person, charts, and a table of all workloads. ' +
    'The page has everything in it and asks no server for anything.\n\n' +
    'Any of the files may be missing; the page says what is not known then.',
  examples: [
    ['sts-report run -o report.html', 'look at a run of the chain whose WORKDIR was run'],
    ['sts-report /work/latest --runs /work -o report.html', 'add the history of all runs that were kept'],
  ],
  options: {
    runs: {
      type: 'string',
      describe: 'folder of the run folders of earlier runs; adds their history to the page',
    },
  },
  run: async (options, io) => {
    const [folder] = options._;
    if (folder === undefined) throw usageError('no WORKDIR: name the folder of a run; see sts-report --help');
    refuseExtraArguments(1, options._, 'sts-report');
    if (options.format !== undefined) throw usageError('--format: the page is HTML; leave it out');
    if (options.output === undefined && io.stdout.isTTY)
      throw usageError('the page is no text for a terminal; give -o report.html');

    const stages = await readStages(folder, io.stdin);
    if (Object.keys(stages).length === 0)
      throw badInput(`${folder}: no file of a run, such as ${fileOf('decisions')}; is it a WORKDIR?`);
    const remarks: string[] = [];
    const history =
      options.runs === undefined
        ? undefined
        : await readHistory(options.runs, { folder, stages }, io.stdin, remarks);
    if (await wasKilled(folder, stages)) remarks.push(KILLED);
    for (const remark of remarks) io.log.error(remark);
    const data = pageDataOf(stages, await readRunLines(folder), history, remarks);
    await withOutput(
      options.output,
      io.stdout,
      async (out) => void out.write(pageOf(data, { script, style })),
    );
    io.log.info(`${data.sentence} ${needsLine(data.attention.length)}`);
    return ExitCode.done;
  },
});

const needsLine = (count: number): string =>
  count === 0 ? 'Nothing needs a person' : `${count} ${count === 1 ? 'thing needs' : 'things need'} a person`;

/**
 * The history of the kept runs and of the one that the page is about, which may be one of them.
 * @param remarks gets what has to be said about folders that were left out
 */
async function readHistory(
  folder: string,
  present: { folder: string; stages: Stages },
  stdin: Readable,
  remarks: string[],
): Promise<History> {
  const leftOut = (why: string) => remarks.push(`left out of the history: ${why}`);
  const runs: Run[] = [];
  const own = await realpath(present.folder);
  let isKept = false;
  for await (const { path, stages, changedAt } of readRuns(folder, stdin, leftOut)) {
    runs.push(runOf(whenOf(stages) ?? changedAt, workloadFacts(stages)));
    isKept ||= path === own;
  }
  if (!isKept) {
    const { stages } = present;
    runs.push(runOf(whenOf(stages) ?? new Date().toISOString(), workloadFacts(stages)));
  }
  return historyOf(runs);
}
