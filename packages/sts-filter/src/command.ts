import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { writeMetrics } from '@patch-notebook-sts/core/io/metrics';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { type DecisionRow, decisions, restarting } from '@patch-notebook-sts/core/rows/decision-row';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { readImages } from '@patch-notebook-sts/core/rows/images';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { type Workload, workloadName, workloadWord } from '@patch-notebook-sts/core/rows/workload';
import { workloadColumns } from '@patch-notebook-sts/core/rows/workload-columns';
import { type Colour, shortDigest } from '@patch-notebook-sts/core/text/table';
import { readContainers } from './containers.ts';
import { countLine } from './counts.ts';
import { decide } from './decide.ts';
import { decideAll, emptyTally } from './decide-all.ts';
import { failedCanaries } from './failed-canary.ts';
import { guardOptions, readGuards } from './guard-options.ts';
import { checkShare, parseShare } from './max-stale.ts';
import { migrationOptions, readMigration } from './migration-options.ts';
import { refuseEmpty } from './refuse-empty.ts';
import { keepSeen } from './seen.ts';
import { summary } from './summary.ts';
import { suspectImages } from './suspect-images.ts';
import { type ListedWorkload, workloadsOf } from './workloads.ts';

/** What restarts, and what isn't well, stands out. */
const colourOf = ({ decision, notReady }: DecisionRow): Colour | undefined =>
  notReady !== undefined ? 'red' : restarting.some((one) => one === decision) ? 'yellow' : undefined;

/** People are shown every workload with its reason, the most telling first; `names` are those of the workloads to restart. */
const decisionView: View<DecisionRow> = {
  columns: [
    ...workloadColumns,
    { title: 'DECISION', value: (row) => row.decision, colour: colourOf },
    { title: 'REASON', value: (row) => row.reason },
  ],
  rank: ({ decision }) => decisions.indexOf(decision),
  name: workloadWord,
};
const restartView: View<RestartRow> = { columns: [], name: workloadWord };

export const command = defineCommand({
  name: 'sts-filter',
  usage: '[options] 1-simple-output.txt 2-images-with-tags.txt',
  summary:
    'Finds the workloads to restart: those that run another digest than the one their tag points to now. ' +
    'An unknown digest is never a reason to restart. As a table, shows every workload and the reason.',
  examples: [
    ['sts-filter 1-simple-output.txt 2-images-with-tags.txt', 'find what would restart'],
    ['sts-list | sts-filter - 2-images-with-tags.txt', 'read from a pipe'],
    ['sts-filter --format table 1-… 2-…', 'show every workload and the reason'],
    ['sts-filter --decisions d.txt 1-… 2-… > 3-…', 'write the reasons as rows too'],
    ['sts-filter --idle-for 2h --force-after 14d 1-… 2-…', 'spare notebooks in use, for at most two weeks'],
    ['sts-filter --migrate-to v1 --fix-pull-policy 1-… 2-…', 'also move notebooks on other tags to v1'],
    [
      'sts-filter --announced 48h --to-announce a.txt 1-… 2-…',
      'restart what was announced two days ago, and find what is to be announced',
    ],
    [
      'sts-filter --hold bad-builds.txt --max-stale 30% 1-… 2-…',
      'avoid bad builds, and stop if too many would restart',
    ],
  ],
  options: {
    decisions: {
      type: 'string',
      writesFile: true,
      describe: 'write one row per workload to this file, with its decision and the reason',
    },
    summary: {
      type: 'string',
      writesFile: true,
      describe: 'write the counts per image to this file, in Markdown',
    },
    metrics: {
      type: 'string',
      writesFile: true,
      describe: 'write counts to this file, for the Prometheus node exporter',
    },
    strict: {
      type: 'boolean',
      describe:
        'exit with 3 where a listed image is used by no workload or a tag exists nowhere, and with 1 where a restarted workload is not ready',
    },
    'allow-empty': { type: 'boolean', describe: 'take files without rows too' },
    ...migrationOptions,
    ...guardOptions,
    'max-stale': {
      type: 'string',
      describe: 'stop if a larger share of the workloads of listed images would restart, such as 30%',
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
    refuseExtraArguments(2, options._, 'sts-filter');

    const maxStale = options['max-stale'];
    const share = maxStale === undefined ? undefined : parseShare(maxStale);
    const migration = readMigration(options);
    const guards = await readGuards(options, io.stdin, Date.now());
    const images = await readImages(readRows(imagesFile, io.stdin, ImageRow));
    if (guards.age !== undefined && options.seen !== undefined)
      guards.age.seenAt = await keepSeen(options.seen, images, guards.now, io);
    const { containers, used } = await readContainers(readRows(containersFile, io.stdin, ContainerRow));
    if (!options['allow-empty']) {
      refuseEmpty(containersFile, containers.length, 'sts-list');
      refuseEmpty(imagesFile, images.repositories().length, 'tag-digest');
    }
    if (!options['retry-canary']) guards.failedCanaries = failedCanaries(containers, images, guards);
    for (const [digest, why] of guards.failedCanaries ?? [])
      io.log.error(`nothing restarts onto ${shortDigest(digest)}, ${why}; --retry-canary tries again`);
    const suspects = suspectImages(images, used);
    for (const suspect of suspects) io.log.error(`${suspect}; is that meant?`);
    const format = rowFormat(options, io);
    const tally = emptyTally();
    const all: DecisionRow[] = [];
    const keepsAll = format === 'table' || options.summary !== undefined;
    const decided = function* () {
      const decideOne = (workload: ListedWorkload) => decide(workload, images, guards, migration);
      for (const decision of decideAll(workloadsOf(containers), decideOne, tally)) {
        if (keepsAll) all.push(decision);
        yield decision;
      }
    };
    // Written first, whatever becomes of the restarts, because it says why.
    if (options.decisions === undefined) for (const _ of decided());
    else
      await withOutput(options.decisions, io.stdout, (out) =>
        writeRows(decided(), out, 'ndjson', decisionView),
      );
    const { counts, notReady, broken, restarts, waiting } = tally;

    if (options.summary !== undefined) {
      await withOutput(options.summary, io.stdout, async (out) => void out.write(summary(all, suspects)));
    }
    await writeMetrics(options.metrics, { workloads: counts, not_ready: notReady });
    if (maxStale !== undefined && share !== undefined) checkShare(counts, share, maxStale);
    if (options['to-announce'] !== undefined) {
      await withOutput(options['to-announce'], io.stdout, (out) =>
        writeRows(waiting, out, 'ndjson', restartView),
      );
    }
    await withOutput(options.output, io.stdout, (out) =>
      format === 'table'
        ? writeRows(all, out, format, decisionView)
        : writeRows(restarts, out, format, restartView),
    );
    if (broken.length > 0) io.log.error(brokenLine(broken));
    io.log.info(countLine(counts, notReady));
    if (!options.strict) return ExitCode.done;
    if (suspects.length > 0) return ExitCode.badInput;
    return broken.length > 0 || guards.failedCanaries?.size ? ExitCode.failed : ExitCode.done;
  },
});

/** Names a few: the summary and the decisions have all. */
function brokenLine(broken: readonly Workload[]): string {
  const names = broken.slice(0, 5).map(workloadName).join(', ');
  const more = broken.length > 5 ? ` and ${broken.length - 5} more` : '';
  return `not ready since a restart brought the wanted image: ${names}${more}; see kubectl describe pod`;
}
