import type { Io } from '@patch-notebook-sts/core/cli/command';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { noJournal, openJournal } from './journal.ts';
import { readSelected } from './labels.ts';
import { withoutDone } from './outcomes.ts';
import { requireRights } from './permissions.ts';
import { type RolloutPolicy, type RunResult, runPlan } from './run-plan.ts';
import { planCanary, planWaves, type Wave } from './waves.ts';

/** What a run goes by beside its plan. */
export interface RunOptions {
  pace: RolloutPolicy;
  waves: readonly Wave[];
  /** Restarts as many first. */
  canary: number | undefined;
  /** The journal's file. */
  journal: string | undefined;
  quiet: boolean | undefined;
}

/**
 * Carries out a plan: leaves out what the journal has an outcome for, asks for the rights, divides the rest into waves,
 * and restarts them. The outcomes are the journal's and the new ones.
 */
export async function execute(
  plan: readonly RestartRow[],
  course: RunOptions,
  kubectl: Kubectl,
  io: Io,
): Promise<RunResult> {
  const { pace, waves, canary } = course;
  const { log, signal } = io;
  const journal = course.journal === undefined ? noJournal : await openJournal(course.journal);
  const open = withoutDone(plan, journal.outcomes);
  if (journal.outcomes.length > 0) {
    log.info(`${journal.outcomes.length} outcomes are in the journal; ${open.length} rows are left`);
  }
  if (open.length > 0) await requireRights(kubectl, open, pace.waitMs > 0, signal);
  const selectors = waves.flatMap((wave) => wave.selectors);
  const planned =
    canary !== undefined
      ? planCanary(open, canary)
      : planWaves(open, waves, await readSelected(kubectl, selectors, signal));
  const progress = createProgress(io.stderr, 'ready', course.quiet);
  const ended = await runPlan(planned, pace, { kubectl, journal, log, signal, onProgress: progress.update });
  progress.end();
  await journal.close();
  return { ...ended, outcomes: [...journal.outcomes, ...ended.outcomes] };
}
