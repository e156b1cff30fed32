import type { Kubectl } from '@patch-notebook-sts/core/kubectl';
import type { Log } from '@patch-notebook-sts/core/log';
import type { OutcomeRow } from '@patch-notebook-sts/core/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { workloadName } from '@patch-notebook-sts/core/workload';
import type { Journal } from './journal.ts';
import { exceeds, type Limit } from './limits.ts';
import { outcomeOf } from './outcomes.ts';
import { restartBatch } from './restart-batch.ts';
import { sleep } from './retry.ts';
import { isOpen, type TimeWindow } from './time-window.ts';
import { waitBatch } from './wait-batch.ts';
import { type PlannedWave, planBatches } from './waves.ts';

/** How a plan is carried out; times in milliseconds. */
export interface Pace {
  batch: number;
  pauseMs: number;
  /** 0: restarts are not awaited. */
  waitMs: number;
  soakMs: number;
  maxFailures: Limit;
  window: TimeWindow | undefined;
}

/** What a run needs beside its plan. */
export interface Run {
  kubectl: Kubectl;
  journal: Journal;
  log: Log;
  signal: AbortSignal;
  /** Told how far the present batch is. */
  onProgress: (batch: number, settled: number, total: number) => void;
}

/** The outcomes of a run, and why it ended before its plan did, if so. */
export interface Ended {
  outcomes: OutcomeRow[];
  stopped?: string;
}

/**
 * Restarts workloads wave by wave and batch by batch. Each batch's outcomes are in the journal before the next begins.
 * What is not come to, for a limit, the window or an abort, is `not-attempted`.
 */
export async function runPlan(waves: readonly PlannedWave[], pace: Pace, run: Run): Promise<Ended> {
  const { signal, log } = run;
  const total = waves.reduce((sum, { rows }) => sum + rows.length, 0);
  const outcomes: OutcomeRow[] = [];
  const failures = () => outcomes.filter(({ outcome }) => outcome === 'failed');
  let batch = 0;
  let stopped: string | undefined;

  for (const [index, wave] of waves.entries()) {
    if (stopped === undefined && index > 0 && pace.soakMs > 0) {
      log.info(`wave ${wave.name} begins in ${pace.soakMs / 1000} s`);
      await sleep(pace.soakMs, signal);
    }
    const before = outcomes.length;
    for (const rows of planBatches(wave.rows, pace.batch)) {
      if (batch > 0 && stopped === undefined) await sleep(pace.pauseMs, signal);
      stopped ??= whyStop(failures(), total, pace, signal);
      if (stopped !== undefined) {
        outcomes.push(...rows.map((row) => outcomeOf(row, { outcome: 'not-attempted', reason: stopped })));
        continue;
      }
      batch += 1;
      const done = await runBatch(batch, rows, pace, run);
      outcomes.push(...done);
      for (const row of done)
        if (row.outcome === 'failed') log.error(`${workloadName(row)}: failed: ${row.reason}`);
    }
    const attempted = outcomes
      .slice(before)
      .filter(({ outcome }) => outcome !== 'not-attempted' && outcome !== 'skipped');
    if (attempted.length > 0 && attempted.every(({ outcome }) => outcome === 'failed')) {
      stopped ??= `everything in wave ${wave.name} failed`;
    }
  }
  const all = outcomes.some(({ outcome }) => outcome === 'not-attempted');
  return { outcomes, ...(all && stopped !== undefined ? { stopped } : {}) };
}

/** Why no further batch may start, if so. */
function whyStop(
  failures: readonly OutcomeRow[],
  total: number,
  { maxFailures, window }: Pace,
  signal: AbortSignal,
): string | undefined {
  if (signal.aborted) return 'the run was interrupted';
  if (exceeds(maxFailures, failures.length, total))
    return `${failures.length} restarts failed, more than --max-failures`;
  if (window !== undefined && !isOpen(window, new Date())) return 'outside the --window';
  return undefined;
}

async function runBatch(
  batch: number,
  rows: readonly RestartRow[],
  pace: Pace,
  run: Run,
): Promise<OutcomeRow[]> {
  const { kubectl, journal, signal } = run;
  const startedAt = new Date().toISOString();
  await journal.startBatch(batch, startedAt);
  const results = await restartBatch(
    kubectl,
    rows,
    startedAt,
    new Set([startedAt, ...journal.restartTimes]),
    signal,
  );
  const restarted = results.filter((result) => result.state === 'restarted');
  const waited =
    pace.waitMs === 0
      ? new Map()
      : await waitBatch(kubectl, restarted, pace.waitMs, signal, (settled) =>
          run.onProgress(batch, settled, restarted.length),
        );
  const outcomes = results.map((result) => {
    if (result.state !== 'restarted')
      return outcomeOf(result.row, { outcome: result.state, reason: result.reason, batch });
    const { outcome = 'restarted', reason } = waited.get(result.row) ?? {};
    const readyAt = outcome === 'verified' ? new Date().toISOString() : undefined;
    return outcomeOf(result.row, { outcome, reason, batch, startedAt: result.restartedAt, readyAt });
  });
  await journal.append(outcomes);
  return outcomes;
}
