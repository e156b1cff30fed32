import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/command';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { LabelName } from '@patch-notebook-sts/core/kube-names';
import { createKubectl, type Kubectl } from '@patch-notebook-sts/core/kubectl';
import { kubectlFlags, kubectlOptions } from '@patch-notebook-sts/core/kubectl-options';
import { readRows } from '@patch-notebook-sts/core/ndjson-reader';
import { atMost } from '@patch-notebook-sts/core/option-values';
import type { OutcomeRow } from '@patch-notebook-sts/core/outcome-row';
import { withOutput } from '@patch-notebook-sts/core/output';
import { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { compareWorkloads, workloadName } from '@patch-notebook-sts/core/workload';
import { type View, writeRows } from '@patch-notebook-sts/core/write-rows';
import { digestsAnnotation, restartPatch } from './patch.ts';
import { readPlan } from './read-plan.ts';
import { restartAll } from './restart.ts';

const view: View<OutcomeRow> = {
  columns: [
    { title: 'NAMESPACE', value: (row) => row.namespace ?? '' },
    { title: 'KIND', value: (row) => row.kind ?? '' },
    { title: 'NAME', value: (row) => row.stsName },
    { title: 'OUTCOME', value: (row) => row.outcome },
    { title: 'REASON', value: (row) => row.reason ?? '' },
  ],
  name: workloadName,
};

export const stsRestart = defineCommand({
  name: 'sts-restart',
  usage: '[dry-run|execute] [options] [3-statefulsets-to-restart.txt]',
  summary:
    'Restarts the workloads of the rows of sts-filter, from a file or stdin.\n' +
    'Nothing changes unless the word execute is given; the dry run shows the kubectl command of each restart.',
  examples: [
    ['sts-restart 3-statefulsets-to-restart.txt', 'what would be done'],
    ['sts-restart execute < 3-statefulsets-to-restart.txt', 'do it'],
    ['head -n 1 3-… | sts-restart execute', 'only the first'],
  ],
  options: {
    namespace: { type: 'string', alias: 'n', describe: 'namespace of rows that name none' },
    ...kubectlOptions,
  },
  run: async (options, io) => {
    const { mode, file } = readArguments(options._, io.stdin);
    if (options.namespace !== undefined && !LabelName.safeParse(options.namespace).success) {
      throw usageError(`--namespace: "${options.namespace}" is not a namespace's name`);
    }
    const plan = await readPlan(readRows(file, io.stdin, RestartRow), options.namespace);
    const restartedAt = `${new Date().toISOString().slice(0, 19)}Z`;
    const outcomes =
      mode === 'execute'
        ? await execute(plan, restartedAt, createKubectl(options, io.log))
        : plan.map((row) => outcome(row, { outcome: 'planned' }));
    if (mode === 'dry-run') {
      for (const row of plan)
        io.log.info(`would run: ${commandLine(row, restartedAt, kubectlFlags(options))}`);
    }
    await withOutput(options.output, io.stdout, (out) =>
      writeRows(outcomes, out, rowFormat(options, io), view),
    );
    const failures = outcomes.filter(({ outcome }) => outcome === 'failed');
    for (const row of failures) io.log.error(`${workloadName(row)}: not restarted: ${row.reason}`);
    io.log.info(
      mode === 'dry-run'
        ? `dry run: ${plan.length} to restart, nothing changed; say execute to do it`
        : `${plan.length - failures.length} restarted, ${failures.length} failed`,
    );
    return failures.length > 0 ? ExitCode.failed : ExitCode.done;
  },
});

/** The mode, `dry-run` unless `execute` is said, and the file, `-` unless one is given. */
function readArguments(
  args: readonly string[],
  stdin: Io['stdin'],
): { mode: 'dry-run' | 'execute'; file: string } {
  const said = args[0] === 'execute' || args[0] === 'dry-run' ? args[0] : undefined;
  atMost(said === undefined ? 1 : 2, args, 'sts-restart');
  const file = args[said === undefined ? 0 : 1];
  if (file === undefined && stdin.isTTY)
    throw usageError('no rows: give the file of sts-filter, or pipe it in');
  return { mode: said ?? 'dry-run', file: file ?? '-' };
}

async function execute(plan: RestartRow[], restartedAt: string, kubectl: Kubectl): Promise<OutcomeRow[]> {
  const results = await restartAll(kubectl, plan, restartedAt);
  const rows = results.map(({ row, failure }) =>
    failure === undefined
      ? outcome(row, { outcome: 'restarted', startedAt: restartedAt })
      : outcome(row, { outcome: 'failed', reason: failure }),
  );
  return rows.sort(compareWorkloads);
}

const outcome = (
  { stsName, namespace, kind }: RestartRow,
  result: Pick<OutcomeRow, 'outcome' | 'reason' | 'startedAt'>,
): OutcomeRow => ({ stsName, namespace, kind, ...result });

/** The kubectl command of one restart, fit for pasting into a shell. */
const commandLine = (row: RestartRow, restartedAt: string, flags: readonly string[]): string =>
  ['kubectl', ...flags, 'patch', `${row.kind?.toLowerCase()}/${row.stsName}`, '-n', row.namespace]
    .concat('--type=strategic', '-p', `'${restartPatch(restartedAt, digestsAnnotation(row))}'`)
    .join(' ');
