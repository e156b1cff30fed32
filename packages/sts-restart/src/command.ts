import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { parseCount, parseCountOrPercent } from '@patch-notebook-sts/core/cli/count-or-percent';
import { graceOver } from '@patch-notebook-sts/core/cli/grace';
import { readModeAndFile } from '@patch-notebook-sts/core/cli/mode-and-file';
import { namespaceName } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { badInput, ExitCode } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import {
  kubectlFlags,
  kubectlOptions,
  rowNamespaceOption,
} from '@patch-notebook-sts/core/kube/kubectl-options';
import { readPlan } from '@patch-notebook-sts/core/rows/read-plan';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { compareWorkloads, workloadName } from '@patch-notebook-sts/core/rows/workload';
import { execute } from './execute.ts';
import type { Policy } from './flow/state.ts';
import { readUndo } from './plan/read-undo.ts';
import { parseWindow } from './plan/time-window.ts';
import { parseWave } from './plan/waves.ts';
import { dryRunLine, handCommand } from './report/dry-run.ts';
import { outcomeView } from './report/outcome-view.ts';
import { outcomeOf } from './report/outcomes.ts';
import { summaryLine } from './report/report.ts';
import { type RunResult, writeReport } from './report/write-report.ts';

const MODES = ['dry-run', 'execute'] as const;

export const command = defineCommand({
  name: 'sts-restart',
  usage: '[dry-run|execute] [options] [3-statefulsets-to-restart.txt]',
  words: MODES,
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
    namespace: rowNamespaceOption,
    migrate: { type: 'boolean', describe: 'also take rows that change an image reference or a pull policy' },
    undo: {
      type: 'boolean',
      describe: 'read outcome rows (4-restarts.txt) and undo their migrations',
    },
    batch: { type: 'string', default: '20', describe: 'how many workloads may be restarting at a time' },
    pause: { type: 'string', default: '10s', describe: 'least time between two groups of starts' },
    wait: {
      type: 'string',
      default: '10m',
      describe: 'how long to wait for a workload to be ready, from its own start; 0: do not wait',
    },
    'give-up': {
      type: 'string',
      default: '2m',
      describe: 'how long a container may fail to start before its workload counts as failed',
    },
    'max-failures': {
      type: 'string',
      default: '3',
      describe:
        'leave a namespace when more than this number, or N% of the plan, have failed in it; ' +
        'stop when as many have failed in all, counting those of the worst namespace as one',
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
      describe: "start restarts only in this window, such as 'Sat 01:00-05:00 America/Toronto'",
    },
    journal: {
      type: 'string',
      writesFile: true,
      describe: 'file that records what was done, so that a run can resume after a kill',
    },
    summary: { type: 'string', writesFile: true, describe: 'write a report to this file, in Markdown' },
    metrics: {
      type: 'string',
      writesFile: true,
      describe: 'write counts to this file, for the Prometheus node exporter',
    },
    'kubectl-timeout': { type: 'string', default: '2m', describe: 'kill kubectl after this long' },
    ...kubectlOptions,
  },
  finishesOnSignal: true,
  run: async (options, io) => {
    const { mode, file } = readModeAndFile(MODES, options._, io.stdin, 'sts-restart');
    const policy = readPolicy(options);
    const window = options.window === undefined ? undefined : parseWindow(options.window);
    const waves = (options.wave ?? []).map(parseWave);
    const canary = options.canary === undefined ? undefined : parseCount(options.canary, '--canary');
    const timeoutMs = parseDuration(options['kubectl-timeout'], '--kubectl-timeout');
    const most =
      options['max-restarts'] === undefined
        ? undefined
        : parseCount(options['max-restarts'], '--max-restarts', 0);
    const namespace = options.namespace === undefined ? undefined : namespaceName(options.namespace);

    const rowsIn = options.undo ? readUndo(file, io.stdin) : readRows(file, io.stdin, RestartRow);
    const plan = await readPlan(rowsIn, namespace);
    if (!options.migrate && !options.undo) refuseMigrations(plan);
    const started = Date.now();
    let result: RunResult;
    if (most !== undefined && plan.length > most) result = refuse(plan, most);
    else if (mode === 'execute') {
      const { journal, cluster, quiet } = options;
      const kubectl = createKubectl(options, io.log, {
        env: io.env,
        timeoutMs,
        signal: graceOver(io.signal),
      });
      result = await execute(plan, { policy, window, waves, canary, journal, cluster, quiet }, kubectl, io);
    } else result = dryRun(plan, kubectlFlags(options), io);

    const { stopped } = result;
    const rows = [...result.outcomes].sort(compareWorkloads);
    await withOutput(options.output, io.stdout, (out) =>
      writeRows(rows, out, rowFormat(options, io), outcomeView),
    );
    await writeReport({ ...result, outcomes: rows }, options, started, io.signal.aborted);
    if (stopped !== undefined) io.log.error(`stopped: ${stopped}`);
    io.log.info(summaryLine(rows) + (mode === 'dry-run' ? '; nothing changed, say execute to do it' : ''));
    if (stopped !== undefined) return ExitCode.stopped;
    return rows.some(({ outcome }) => outcome === 'failed') ? ExitCode.failed : ExitCode.done;
  },
});

interface PolicyOptions {
  batch: string;
  pause: string;
  wait: string;
  'give-up': string;
  soak: string;
  'max-failures': string;
}

const readPolicy = (options: PolicyOptions): Policy => ({
  batch: parseCount(options.batch, '--batch'),
  pauseMs: parseDuration(options.pause, '--pause'),
  waitMs: parseDuration(options.wait, '--wait'),
  troubleMs: parseDuration(options['give-up'], '--give-up'),
  soakMs: parseDuration(options.soak, '--soak'),
  maxFailures: parseCountOrPercent(options['max-failures'], '--max-failures'),
});

/** Rows that change what a workload runs need more trust than those that restart it; --undo says so too. */
function refuseMigrations(plan: readonly RestartRow[]): void {
  const [first, ...others] = plan.filter(({ action }) => action === 'migrate');
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  throw badInput(
    `${workloadName(first)}${more}: the row changes an image reference or a pull policy; give --migrate to allow that`,
  );
}

function refuse(plan: readonly RestartRow[], most: number): RunResult {
  const stopped = `${plan.length} to restart, more than --max-restarts ${most}; nothing was restarted`;
  return {
    outcomes: plan.map((row) => outcomeOf(row, { outcome: 'not-attempted', reason: stopped })),
    stopped,
  };
}

function dryRun(plan: readonly RestartRow[], flags: readonly string[], { log }: Io): RunResult {
  const now = new Date().toISOString();
  for (const row of plan) {
    log.info(dryRunLine(row));
    log.verbose(`the same by hand: ${handCommand(row, now, flags)}`);
  }
  return { outcomes: plan.map((row) => outcomeOf(row, { outcome: 'planned' })) };
}
