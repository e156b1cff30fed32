import { realpath } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { defineCommand } from '@patch-notebook-sts/core/cli/command';
import { refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import script from '#built/script.txt';
import style from '#built/style.txt';
import { historyOf, type Run } from './facts/history.ts';
import { pageDataOf } from './facts/page-data-of.ts';
import { whenOf } from './facts/when.ts';
import { workloadFacts } from './facts/workloads.ts';
import type { History } from './model/page-data.ts';
import { pageOf } from './page/html.ts';
import { readRuns } from './read/runs.ts';
import { readRunLines, readStages, type Stages } from './read/stages.ts';

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
    const { history, remarks } =
      options.runs === undefined
        ? { history: undefined, remarks: [] }
        : await readHistory(options.runs, { folder, stages }, io.stdin);
    for (const remark of remarks) io.log.error(remark);
    const data = pageDataOf(stages, await readRunLines(folder), history, remarks);
    await withOutput(
      options.output,
      io.stdout,
      async (out) => void out.write(pageOf(data, { script, style })),
    );
    const needs = data.attention.length;
    io.log.info(`${data.sentence} ${needs} ${needs === 1 ? 'thing needs' : 'things need'} a person`);
    return ExitCode.done;
  },
});

/** The history of the kept runs and of the one that the page is about, which may be one of them. */
async function readHistory(
  folder: string,
  present: { folder: string; stages: Stages },
  stdin: Readable,
): Promise<{ history: History; remarks: string[] }> {
  const { runs: found, refused } = await readRuns(folder, stdin);
  const runs: Run[] = found.map(({ stages, writtenAt }) => ({
    at: whenOf(stages) ?? writtenAt,
    workloads: workloadFacts(stages),
  }));
  const own = await realpath(present.folder);
  if (!found.some(({ path }) => path === own))
    runs.push({
      at: whenOf(present.stages) ?? new Date().toISOString(),
      workloads: workloadFacts(present.stages),
    });
  return { history: historyOf(runs), remarks: refused.map((why) => `left out of the history: ${why}`) };
}
