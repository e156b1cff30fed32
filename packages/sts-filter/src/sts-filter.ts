import type { Writable } from 'node:stream';
import { canReadAgain } from '@patch-notebook-sts/core/can-read-again';
import { defineCommand, rowFormat } from '@patch-notebook-sts/core/command';
import { ContainerRow } from '@patch-notebook-sts/core/container-row';
import type { DecisionRow } from '@patch-notebook-sts/core/decision-row';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { ImageRow } from '@patch-notebook-sts/core/image-row';
import { writeMetrics } from '@patch-notebook-sts/core/metrics';
import { readRows } from '@patch-notebook-sts/core/ndjson-reader';
import { atMost } from '@patch-notebook-sts/core/option-values';
import { isInPlace, withOutput } from '@patch-notebook-sts/core/output';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { workloadName } from '@patch-notebook-sts/core/workload';
import { type View, writeRows } from '@patch-notebook-sts/core/write-rows';
import { readContainers } from './containers.ts';
import { countLine } from './counts.ts';
import { decide } from './decide.ts';
import { decideAll, inWhateverOrder, type Order } from './decide-all.ts';
import { guardOptions, readGuards } from './guard-options.ts';
import { readImages } from './images.ts';
import { checkShare, parseShare } from './max-stale.ts';
import { migrationOptions, readMigration } from './migration-options.ts';
import { summary } from './summary.ts';

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
    ['sts-filter --migrate-to v1 --fix-pull-policy 1-… 2-…', 'those on another tag too, onto v1'],
    ['sts-filter --hold bad-builds.txt --max-stale 30% 1-… 2-…', 'not onto bad builds, not too many at once'],
  ],
  options: {
    decisions: {
      type: 'string',
      describe: 'write a row for every workload to this file: its decision, and why',
    },
    summary: { type: 'string', describe: 'write the counts, by image, to this file, in Markdown' },
    metrics: { type: 'string', describe: 'write counts to this file, for the Prometheus node exporter' },
    ...migrationOptions,
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
    const migration = readMigration(options);
    const guards = await readGuards(options, io.stdin, Date.now());
    const images = await readImages(readRows(imagesFile, io.stdin, ImageRow));
    const format = rowFormat(options, io);
    const keepsAll = format === 'table' || options.summary !== undefined;
    const attempt = async (order: Order) => {
      const all: DecisionRow[] = [];
      const rows = readRows(containersFile, io.stdin, ContainerRow);
      const decideTo = (file?: Writable) =>
        decideAll(
          order(readContainers(rows)),
          (workload) => decide(workload, images, guards, migration),
          async (decisions) => {
            if (keepsAll) all.push(...decisions);
            if (file !== undefined) await writeRows(decisions, file, 'ndjson', decisionView);
          },
        );
      // Written first, and whatever comes of the restarts: it says why.
      const { decisions } = options;
      const result = await (decisions === undefined
        ? decideTo()
        : withOutput(decisions, io.stdout, decideTo));
      return { ...result, all };
    };
    const onceOnly =
      !(await canReadAgain(containersFile)) ||
      (options.decisions !== undefined && (await isInPlace(options.decisions)));
    const { counts, restarts, all } = await inWhateverOrder(onceOnly, attempt, () =>
      io.log.verbose(`${containersFile} is not in the order of sts-list: reading it again, to sort it`),
    );

    if (options.summary !== undefined) {
      await withOutput(options.summary, io.stdout, async (out) => void out.write(summary(all)));
    }
    await writeMetrics(options.metrics, [
      {
        name: 'workloads',
        help: 'Workloads of the last run by decision.',
        label: 'decision',
        values: counts,
      },
    ]);
    if (maxStale !== undefined && share !== undefined) checkShare(counts, share, maxStale);
    await withOutput(options.output, io.stdout, (out) =>
      format === 'table'
        ? writeRows(all, out, format, decisionView)
        : writeRows(restarts, out, format, restartView),
    );
    io.log.info(countLine(counts));
    return ExitCode.done;
  },
});
