import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { parseCount, parseCountOrPercent } from '@patch-notebook-sts/core/cli/count-or-percent';
import { graceOver } from '@patch-notebook-sts/core/cli/grace';
import { readModeAndFile } from '@patch-notebook-sts/core/cli/mode-and-file';
import { namespaceName, refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { kubectlOptions, rowNamespaceOption } from '@patch-notebook-sts/core/kube/kubectl-options';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { execute } from './execute.ts';
import type { Policy } from './flow/state.ts';
import { readLivePods } from './plan/live-pods.ts';
import { planPulls } from './plan/plan.ts';
import { readRowsIn } from './plan/rows-in.ts';
import { placeOptions, readPlace } from './puller/place-options.ts';
import { removePullers } from './puller/remove.ts';
import { dryRunLines } from './report/dry-run.ts';
import { countPulls, pullRow } from './report/pull-row.ts';
import { heldRow, judge, type Verdict } from './report/verdict.ts';
import { writeFile, writeRowsOut } from './report/write.ts';

const MODES = ['dry-run', 'execute', 'clean'] as const;

export const command = defineCommand({
  name: 'image-prepull',
  usage: '[dry-run|execute|clean] [options] [3-statefulsets-to-restart.txt]',
  words: MODES,
  summary:
    'Pulls the new images onto the nodes of the workloads that sts-filter found, and prints the rows of those whose ' +
    'images are there. Reads a file or stdin. Pulls nothing unless the word execute is given.\n\n' +
    'It makes a pod for each node and image. They stay, so that no node deletes an image before it is used: ' +
    'image-prepull clean deletes them.',
  examples: [
    ['image-prepull 3-statefulsets-to-restart.txt > /dev/null', 'show what each node would pull'],
    [
      'sts-filter … | image-prepull execute | sts-restart execute; image-prepull clean',
      'pull, restart, and delete the pods that pulled',
    ],
    [
      'image-prepull execute --pulls pulls.txt --held held.txt 3-… > 3-prepulled.txt',
      'keep what became of each pull',
    ],
  ],
  options: {
    namespace: rowNamespaceOption,
    nodes: { type: 'string', default: '10', describe: 'how many nodes may be pulling at a time' },
    timeout: { type: 'string', default: '30m', describe: 'how long a pull may take' },
    'give-up': {
      type: 'string',
      default: '2m',
      describe: 'how long a pull may fail before it counts as failed',
    },
    'max-failures': {
      type: 'string',
      default: '3',
      describe: 'stop when more than this number, or N% of the pulls, have failed',
    },
    pass: {
      choices: ['refused'] as const,
      describe: 'also let workloads through whose node refused the pod that was to pull',
    },
    ...placeOptions,
    pulls: { type: 'string', writesFile: true, describe: 'write a row for each node and image to this file' },
    held: {
      type: 'string',
      writesFile: true,
      describe: 'write a row for each workload that is held back to this file',
    },
    'kubectl-timeout': { type: 'string', default: '2m', describe: 'kill kubectl after this long' },
    ...kubectlOptions,
  },
  finishesOnSignal: true,
  run: async (options, io) => {
    const policy = readPolicy(options);
    const namespace = options.namespace === undefined ? undefined : namespaceName(options.namespace);
    const kubectl = createKubectl(options, io.log, {
      env: io.env,
      timeoutMs: parseDuration(options['kubectl-timeout'], '--kubectl-timeout'),
      signal: graceOver(io.signal),
    });
    if (options._[0] === 'clean') {
      refuseExtraArguments(1, options._, 'image-prepull');
      const place = await readPlace(options, kubectl);
      const only = place === 'in-workload-namespace' ? undefined : place.namespace;
      io.log.info(`deleted ${await removePullers(kubectl, only, {}, io.signal)} pods`);
      return ExitCode.done;
    }

    const { mode, file } = readModeAndFile(['dry-run', 'execute'], options._, io.stdin, 'image-prepull');
    const { plan: rows, lines } = await readRowsIn(file, io.stdin, namespace);
    const place = await readPlace(options, kubectl);
    const pods = await readLivePods(
      withRetries(kubectl, io.signal),
      rows.map((row) => row.namespace ?? ''),
    );
    const { pulls, workloads } = planPulls(rows, pods, place);
    for (const line of mode === 'execute' ? [] : dryRunLines(pulls)) io.log.info(line);
    const {
      results,
      stopped,
      rows: pullRows,
    } = mode === 'execute'
      ? await execute(pulls, { place, policy, quiet: options.quiet }, kubectl, io)
      : { rows: pulls.map((pull) => pullRow(pull, undefined)) };
    const verdicts = workloads.map((workload) =>
      judge(workload, results, options.pass === 'refused', stopped),
    );

    await writeFile(options.pulls, io.stdout, pullRows);
    const held = verdicts.filter(({ goesOn }) => !goesOn);
    await writeFile(options.held, io.stdout, held.map(heldRow));
    await withOutput(options.output, io.stdout, (out) =>
      writeRowsOut(verdicts, lines, out, rowFormat(options, io)),
    );
    tell(verdicts, stopped, io);
    const goOn = verdicts.length - held.length;
    io.log.info(
      `${countPulls(pullRows)}; ${goOn} workloads may restart, ${held.length} are held back` +
        (mode === 'dry-run' ? '; nothing was pulled, say execute to do it' : ''),
    );
    if (stopped !== undefined) return ExitCode.stopped;
    return held.length > 0 ? ExitCode.failed : ExitCode.done;
  },
});

/** One sentence for each workload that is held back, or that goes on with a remark. */
function tell(verdicts: readonly Verdict[], stopped: string | undefined, { log }: Io): void {
  if (stopped !== undefined) {
    log.error(`stopped: ${stopped}; no workload may restart`);
    return;
  }
  for (const { workload, goesOn, reason } of verdicts) {
    const name = workloadName(workload.row);
    if (!goesOn) log.error(`${name}: held back: ${reason}`);
    else if (reason !== undefined) log.info(`${name}: may restart, not all was pulled: ${reason}`);
  }
}

interface PolicyOptions {
  nodes: string;
  timeout: string;
  'give-up': string;
  'max-failures': string;
}

function readPolicy(options: PolicyOptions): Policy {
  const timeoutMs = parseDuration(options.timeout, '--timeout');
  if (timeoutMs === 0) throw usageError('--timeout: a pull needs some time');
  return {
    nodes: parseCount(options.nodes, '--nodes'),
    timeoutMs,
    troubleMs: parseDuration(options['give-up'], '--give-up'),
    maxFailures: parseCountOrPercent(options['max-failures'], '--max-failures'),
  };
}
