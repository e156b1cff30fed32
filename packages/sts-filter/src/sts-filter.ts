import { defineCommand, rowFormat } from '@patch-notebook-sts/core/command';
import { ContainerRow } from '@patch-notebook-sts/core/container-row';
import type { DecisionRow } from '@patch-notebook-sts/core/decision-row';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { ImageRow } from '@patch-notebook-sts/core/image-row';
import { readRows } from '@patch-notebook-sts/core/ndjson-reader';
import { atMost } from '@patch-notebook-sts/core/option-values';
import { withOutput } from '@patch-notebook-sts/core/output';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { workloadName } from '@patch-notebook-sts/core/workload';
import { type View, writeRows } from '@patch-notebook-sts/core/write-rows';
import { readContainers } from './containers.ts';
import { countLine, type Decided, decide } from './decide.ts';
import { guardOptions, readGuards } from './guard-options.ts';
import { readImages } from './images.ts';
import { checkShare, parseShare } from './max-stale.ts';

/** People are shown every workload with its reason; `names` are those of the workloads to restart. */
const decisionView: View<DecisionRow> = {
  columns: [
    { title: 'NAMESPACE', value: (row) => row.namespace ?? '' },
    { title: 'KIND', value: (row) => row.kind ?? '' },
    { title: 'NAME', value: (row) => row.stsName },
    { title: 'DECISION', value: (row) => row.decision },
    { title: 'REASON', value: (row) => row.reason },
  ],
  name: workloadName,
};
const restartView: View<RestartRow> = { columns: [], name: workloadName };

export const stsFilter = defineCommand({
  name: 'sts-filter',
  usage: '[options] 1-simple-output.txt 2-images-with-tags.txt',
  summary:
    'Keeps the workloads that run another digest than their tag points to now: those that have to restart.\n' +
    'What is not known is never a reason to restart. As a table, it shows every workload and why.',
  examples: [
    ['sts-filter 1-simple-output.txt 2-images-with-tags.txt', 'what would restart'],
    ['sts-list | sts-filter - 2-images-with-tags.txt', 'from a pipe'],
    ['sts-filter --format table 1-… 2-…', 'every workload, with the reason'],
    ['sts-filter --decisions d.txt 1-… 2-… > 3-…', 'the reasons as rows too'],
    ['sts-filter --idle-for 2h --force-after 14d 1-… 2-…', 'nobody at work, for two weeks at most'],
    ['sts-filter --hold bad-builds.txt --max-stale 30% 1-… 2-…', 'not onto bad builds, not too many at once'],
  ],
  options: {
    decisions: {
      type: 'string',
      describe: 'write a row for every workload to this file: its decision, and why',
    },
    ...guardOptions,
    'max-stale': {
      type: 'string',
      describe: 'stop if more of the workloads of listed images would restart, such as 30%',
    },
  },
  run: async (options, io) => {
    const [containersFile, imagesFile] = options._;
    if (containersFile === undefined || imagesFile === undefined) {
      throw usageError(
        'two files needed: the rows of sts-list and those of tag-digest; see sts-filter --help',
      );
    }
    if (containersFile === '-' && imagesFile === '-')
      throw usageError('only one of the two files can be stdin');
    atMost(2, options._, 'sts-filter');

    const maxStale = options['max-stale'];
    const share = maxStale === undefined ? undefined : parseShare(maxStale);
    const guards = await readGuards(options, io.stdin, Date.now());
    const images = await readImages(readRows(imagesFile, io.stdin, ImageRow));
    const listed = await readContainers(readRows(containersFile, io.stdin, ContainerRow));
    const decided = listed.map((workload) => decide(workload, images, guards));
    const decisions = decided.map(({ decision }) => decision);
    const restarts = decided.flatMap(({ restart }: Decided) => restart ?? []);

    // Written first, and whatever comes of the restarts: it says why.
    if (options.decisions !== undefined) {
      await withOutput(options.decisions, io.stdout, (file) =>
        writeRows(decisions, file, 'ndjson', decisionView),
      );
    }
    if (maxStale !== undefined && share !== undefined) checkShare(decisions, share, maxStale);
    await withOutput(options.output, io.stdout, (out) => {
      const format = rowFormat(options, io);
      return format === 'table'
        ? writeRows(decisions, out, format, decisionView)
        : writeRows(restarts, out, format, restartView);
    });
    io.log.info(countLine(decisions));
    return ExitCode.done;
  },
});
