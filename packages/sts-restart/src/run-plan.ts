import type { Log } from '@patch-notebook-sts/core/io/log';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { type CountOrPercent, exceeds } from '@patch-notebook-sts/core/text/count-or-percent';
import type { Journal } from './journal.ts';
import { outcomeLine, outcomeOf } from './outcomes.ts';
import { type BatchResult, restartBatch } from './restart-batch.ts';
import { sleep } from './retry.ts';
import { isOpen, type TimeWindow } from './time-window.ts';
import { type Waited, waitBatch } from './wait-batch.ts';
import { type PlannedWave, planBatches } from './waves.ts';

/** How a plan is carried out; times in milliseconds. */
export interface RolloutPolicy {
  batch: number;
  pauseMs: number;
  /** 0: restarts are not awaited. */
  waitMs: number;
  soakMs: number;
  maxFailures: CountOrPercent;
  window: TimeWindow | undefined;
}

/** What a run needs beside its plan. */
export interface Run {
  kubectl: Kubectl;
  journal: Journal;
  log: Log;
  signal: AbortSignal;
  /** Told how many workloads are settled, of all, and what else there is to know. */
  onProgress: (settled: number, total: number, note: string) => void;
}

/** The outcomes of a run, and why it ended before its plan did, if so. */
export interface RunResult {
  outcomes: OutcomeRow[];
  stopped?: string;
}

/**
 * Restarts workloads wave by wave and batch by batch. Each batch's outcomes are in the journal before the next begins.
 * What is not come to, for a limit, the window or an abort, is `not-attempted`.
 */
export async function runPlan(
  waves: readonly PlannedWave[],
  pace: RolloutPolicy,
  run: Run,
): Promise<RunResult> {
  const { signal, log } = run;
  const total = waves.reduce((sum, { rows }) => sum + rows.length, 0);
  const outcomes: OutcomeRow[] = [];
  const started = Date.now();
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
      stopped ??= whyStop(
        [...run.journal.outcomes, ...outcomes],
        run.journal.outcomes.length + total,
        pace,
        signal,
      );
      if (stopped !== undefined) {
        outcomes.push(...rows.map((row) => outcomeOf(row, { outcome: 'not-attempted', reason: stopped })));
        continue;
      }
      batch += 1;
      const where = waves.length > 1 ? `batch ${batch} of wave ${wave.name}` : `batch ${batch}`;
      log.info(`${where}: ${rows.length} to restart`);
      const done = await runBatch(batch, rows, pace, run, (settled) => {
        const so = outcomes.length + settled;
        run.onProgress(so, total, `${where}, ${timeLeft(Date.now() - started, so, total)}`);
      });
      outcomes.push(...done);
    }
    if (allFailed(outcomes.slice(before))) stopped ??= `everything in wave ${wave.name} failed`;
  }
  const cutShort = outcomes.some(({ outcome }) => outcome === 'not-attempted');
  return { outcomes, ...(cutShort && stopped !== undefined ? { stopped } : {}) };
}

/** Why no further batch may start, if so. */
function whyStop(
  outcomes: readonly OutcomeRow[],
  total: number,
  { maxFailures, window }: RolloutPolicy,
  signal: AbortSignal,
): string | undefined {
  const failures = outcomes.filter(({ outcome }) => outcome === 'failed').length;
  if (signal.aborted) return 'the run was interrupted';
  if (exceeds(maxFailures, failures, total)) return `${failures} restarts failed, more than --max-failures`;
  if (window !== undefined && !isOpen(window, new Date())) return 'outside the --window';
  return undefined;
}

/** A wave that failed as a whole says enough, however few it were: the next would fare no better. */
function allFailed(wave: readonly OutcomeRow[]): boolean {
  const attempted = wave.filter(({ outcome }) => outcome !== 'not-attempted' && outcome !== 'skipped');
  return attempted.length > 0 && attempted.every(({ outcome }) => outcome === 'failed');
}

/** `about 4 min left`, at the pace so far. */
export function timeLeft(elapsedMs: number, done: number, total: number): string {
  if (done === 0) return 'time left unknown';
  const seconds = Math.round((elapsedMs / done) * (total - done)) / 1000;
  return seconds < 90 ? `about ${Math.ceil(seconds)} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}

async function runBatch(
  batch: number,
  rows: readonly RestartRow[],
  pace: RolloutPolicy,
  { kubectl, journal, log, signal }: Run,
  onProgress: (settled: number) => void,
): Promise<OutcomeRow[]> {
  const startedAt = new Date().toISOString();
  await journal.startBatch(batch, startedAt);
  const ours = new Set([startedAt, ...journal.restartTimes]);
  const results = await restartBatch(kubectl, rows, startedAt, ours, signal);
  const restarted = results.filter((result) => result.state === 'restarted');
  const settledBefore = results.length - restarted.length;
  const waited =
    pace.waitMs === 0
      ? new Map()
      : await waitBatch(kubectl, restarted, pace.waitMs, signal, (settled) =>
          onProgress(settledBefore + settled),
        );
  const outcomes = results.map((result) => {
    const done = outcomeOfResult(result, batch, waited.get(result.row));
    const line = outcomeLine(result.row, done);
    if (done.outcome === 'failed') log.error(line);
    else log.info(line);
    return done;
  });
  await journal.append(outcomes);
  return outcomes;
}

function outcomeOfResult(result: BatchResult, batch: number, waited: Waited | undefined): OutcomeRow {
  const { row, state } = result;
  if (state !== 'restarted') return outcomeOf(row, { outcome: state, reason: result.reason, batch });
  const { outcome = 'restarted', reason } = waited ?? {};
  const readyAt = outcome === 'verified' ? new Date().toISOString() : undefined;
  return outcomeOf(row, { outcome, reason, batch, startedAt: result.restartedAt, readyAt });
}
