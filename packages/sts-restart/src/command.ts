import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { namespaceName, refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { kubectlFlags, kubectlOptions } from '@patch-notebook-sts/core/kube/kubectl-options';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { compareWorkloads } from '@patch-notebook-sts/core/rows/workload';
import { parseCount, parseCountOrPercent } from '@patch-notebook-sts/core/text/count-or-percent';
import { parseDuration } from '@patch-notebook-sts/core/text/duration';
import { dryRunLine } from './dry-run.ts';
import { execute } from './execute.ts';
import { outcomeView } from './outcome-view.ts';
import { outcomeOf } from './outcomes.ts';
import { readPlan } from './read-plan.ts';
import { readUndo } from './read-way-back.ts';
import { summaryLine } from './report.ts';
import type { RunResult } from './run-plan.ts';
import { parseWindow } from './time-window.ts';
import { parseWave } from './waves.ts';
import { writeReport } from './write-report.ts';

export const command = defineCommand({
  name: 'sts-restart',
  usage: '[dry-run|execute] [options] [3-statefulsets-to-restart.txt]',
  words: ['dry-run', 'execute'],
  summary:
    'Restarts the workloads that sts-filter found, in batches. Workloads to migrate get their new image. ' +
    'Reads a file or stdin. Waits for each batch, and stops when too many fail. ' +
    'Changes nothing unless the word execute is given.',
  examples: [
    ['sts-restart 3-statefulsets-to-restart.txt', 'show what would be done'],
    ['sts-restart execute < 3-statefulsets-to-restart.txt', 'do it'],
    ['head -n 1 3-… | sts-restart execute', 'restart only the first'],
    [
      'sts-restart execute --canary 3 --soak 30m 3-…',
      'restart three first, and the others half an hour later',
    ],
    ['sts-restart execute --journal j.txt 3-…', 'resume after a kill'],
    ['sts-restart --undo 4-restarts.txt', 'show what undoing its migrations would change'],
  ],
  options: {
    namespace: { type: 'string', alias: 'n', describe: 'namespace for rows that have none' },
    undo: {
      type: 'boolean',
      describe: 'read outcome rows (4-restarts.txt) and undo their migrations',
    },
    batch: { type: 'string', default: '20', describe: 'how many workloads to restart at a time' },
    pause: { type: 'string', default: '10s', describe: 'time between batches' },
    wait: {
      type: 'string',
      default: '10m',
      describe: 'how long to wait for a batch to be ready; 0: do not wait',
    },
    'max-failures': {
      type: 'string',
      default: '3',
      describe: 'stop when more than this number, or N% of the plan, have failed',
    },
    'max-restarts': { type: 'string', describe: 'restart nothing if the plan has more rows than this' },
    wave: {
      type: 'array',
      string: true,
      describe: 'NAME=PATTERN,…: restart these namespaces (globs) or pods (key=value) first (repeatable)',
    },
    canary: {
      type: 'string',
      describe: 'restart N first, spread over the images',
      conflicts: 'wave',
    },
    soak: { type: 'string', default: '0', describe: 'time between waves' },
    window: {
      type: 'string',
      describe: "start batches only in this window, such as 'Sat 01:00-05:00 America/Toronto'",
    },
    journal: {
      type: 'string',
      describe: 'file that records what was done, so that a run can resume after a kill',
    },
    summary: { type: 'string', describe: 'write a report to this file, in Markdown' },
    metrics: { type: 'string', describe: 'write counts to this file, for the Prometheus node exporter' },
    'kubectl-timeout': { type: 'string', default: '2m', describe: 'kill kubectl after this long' },
    ...kubectlOptions,
  },
  finishesOnSignal: true,
  run: async (options, io) => {
    const { mode, file } = readArguments(options._, io.stdin);
    const pace = {
      batch: parseCount(options.batch, '--batch'),
      pauseMs: parseDuration(options.pause, '--pause'),
      waitMs: parseDuration(options.wait, '--wait'),
      soakMs: parseDuration(options.soak, '--soak'),
      maxFailures: parseCountOrPercent(options['max-failures'], '--max-failures'),
      window: options.window === undefined ? undefined : parseWindow(options.window),
    };
    const waves = (options.wave ?? []).map(parseWave);
    const canary = options.canary === undefined ? undefined : parseCount(options.canary, '--canary');
    const most =
      options['max-restarts'] === undefined
        ? undefined
        : parseCount(options['max-restarts'], '--max-restarts', 0);
    const timeoutMs = parseDuration(options['kubectl-timeout'], '--kubectl-timeout');
    const namespace = options.namespace === undefined ? undefined : namespaceName(options.namespace);

    const rowsIn = options.undo ? readUndo(file, io.stdin) : readRows(file, io.stdin, RestartRow);
    const plan = await readPlan(rowsIn, namespace);
    const started = Date.now();
    let ended: RunResult;
    if (most !== undefined && plan.length > most) {
      const stopped = `${plan.length} to restart, more than --max-restarts ${most}; nothing was restarted`;
      ended = {
        outcomes: plan.map((row) => outcomeOf(row, { outcome: 'not-attempted', reason: stopped })),
        stopped,
      };
    } else if (mode === 'execute') {
      const kubectl = createKubectl(options, io.log, { timeoutMs, ownSession: true });
      ended = await execute(
        plan,
        { pace, waves, canary, journal: options.journal, quiet: options.quiet },
        kubectl,
        io,
      );
    } else {
      const now = new Date().toISOString();
      for (const row of plan) io.log.info(dryRunLine(row, now, kubectlFlags(options)));
      ended = { outcomes: plan.map((row) => outcomeOf(row, { outcome: 'planned' })) };
    }

    const { stopped } = ended;
    const rows = [...ended.outcomes].sort(compareWorkloads);
    await withOutput(options.output, io.stdout, (out) =>
      writeRows(rows, out, rowFormat(options, io), outcomeView),
    );
    await writeReport({ ...ended, outcomes: rows }, options, started, io.signal.aborted);
    if (stopped !== undefined) io.log.error(`stopped: ${stopped}`);
    io.log.info(summaryLine(rows) + (mode === 'dry-run' ? '; nothing changed, say execute to do it' : ''));
    if (stopped !== undefined) return ExitCode.stopped;
    return rows.some(({ outcome }) => outcome === 'failed') ? ExitCode.failed : ExitCode.done;
  },
});

/** The mode, `dry-run` unless `execute` is said, and the file, `-` unless one is given. */
function readArguments(
  args: readonly string[],
  stdin: Io['stdin'],
): { mode: 'dry-run' | 'execute'; file: string } {
  const said = args[0] === 'execute' || args[0] === 'dry-run' ? args[0] : undefined;
  refuseExtraArguments(said === undefined ? 1 : 2, args, 'sts-restart');
  const file = args[said === undefined ? 0 : 1];
  if (file === undefined && stdin.isTTY)
    throw usageError('no rows: give the file of sts-filter, or pipe it in');
  return { mode: said ?? 'dry-run', file: file ?? '-' };
}
