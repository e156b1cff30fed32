import type { Io } from '@patch-notebook-sts/core/cli/command';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { requireRights } from '@patch-notebook-sts/core/kube/require-rights';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { rightsFor } from './act/permissions.ts';
import { type Journal, noJournal, openJournal } from './flow/journal.ts';
import { wantedOf } from './flow/journal-header.ts';
import { countFailures, planResume } from './flow/resume.ts';
import { runFlow } from './flow/run-flow.ts';
import { initialState, type Policy } from './flow/state.ts';
import { clusterAddress } from './live/cluster-address.ts';
import { selectByLabels } from './plan/select-by-labels.ts';
import { isOpen, type TimeWindow } from './plan/time-window.ts';
import { planCanary, planWaves, requireMatches, type Wave } from './plan/waves.ts';
import type { RunResult } from './report/write-report.ts';

/** The options of a run, beside its plan. */
export interface RunOptions {
  policy: Policy;
  window: TimeWindow | undefined;
  waves: readonly Wave[];
  /** Restarts as many first. */
  canary: number | undefined;
  /** The journal's file. */
  journal: string | undefined;
  /** The value of kubectl's option. */
  cluster: string | undefined;
  quiet: boolean | undefined;
}

/**
 * Carries out a plan: settles first what the journal's run has left open, leaves out what that has an outcome for, asks
 * for the rights, divides the rest into waves, and restarts them. The outcomes are the journal's and the new ones.
 */
export async function execute(
  plan: readonly RestartRow[],
  options: RunOptions,
  kubectl: Kubectl,
  io: Io,
): Promise<RunResult> {
  if (options.journal === undefined) return restart(plan, noJournal, options, kubectl, io);
  const journal = await openJournal(options.journal, {
    cluster: await clusterAddress(kubectl, options.cluster, io.env),
    plan: wantedOf(plan),
    time: new Date().toISOString(),
  });
  try {
    return await restart(plan, journal, options, kubectl, io);
  } finally {
    await journal.close();
  }
}

async function restart(
  plan: readonly RestartRow[],
  journal: Journal,
  options: RunOptions,
  kubectl: Kubectl,
  io: Io,
): Promise<RunResult> {
  const { policy, waves, canary, window } = options;
  const { log, signal } = io;
  const asking = withRetries(kubectl, signal);
  const { open, settleOnly, rest } = planResume(plan, journal);
  if (journal.outcomes.length + open.length > 0)
    log.info(
      `the journal has ${journal.outcomes.length} outcomes, and ${open.length} restarts that are not settled; ${rest.length} rows are left`,
    );
  // With nothing to restart, the cluster is not asked.
  if (open.length + rest.length === 0) return { outcomes: journal.outcomes };
  const selectors = waves.flatMap((wave) => wave.selectors);
  const hasLabels = await selectByLabels(asking, selectors);
  requireMatches(plan, waves, hasLabels);
  await requireRights(
    kubectl,
    rightsFor([...open, ...rest], policy.waitMs > 0),
    'nothing was restarted',
    signal,
  );
  const planned = canary !== undefined ? planCanary(rest, canary) : planWaves(rest, waves, hasLabels);
  const resumed =
    open.length === 0 ? planned : [{ name: 'resumed', rows: open, isResumed: true }, ...planned];

  const progress = createProgress(io.stderr, 'settled', options.quiet);
  const earlier = {
    outcomes: journal.outcomes.length,
    failures: countFailures(journal.outcomes, [...plan, ...open], Date.now()),
  };
  const result = await runFlow(initialState(resumed, policy, earlier), {
    kubectl,
    asking,
    journal,
    log,
    signal,
    windowOpen: () => window === undefined || isOpen(window, new Date()),
    settleOnly,
    onProgress: progress.update,
  });
  progress.end();
  return { ...result, outcomes: [...journal.outcomes, ...result.outcomes] };
}
