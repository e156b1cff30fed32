import type { Kubectl } from '@patch-notebook-sts/core/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { workloadKey } from '@patch-notebook-sts/core/workload';
import { judgePods } from './pod-state.ts';
import { readPods } from './read-pods.ts';
import { readWorkloads } from './read-workloads.ts';
import { sleep } from './retry.ts';
import {
  isRolledOut,
  RESTARTED_AT,
  templateAnnotations,
  type WorkloadState,
  wantedPods,
} from './workload-state.ts';

/** A restarted workload that is awaited. */
export interface Awaited {
  row: RestartRow;
  workload: WorkloadState;
  restartedAt: string;
}

/** How the waiting for one workload ended. */
export interface Waited {
  outcome: 'verified' | 'restarted' | 'failed';
  reason?: string;
}

const FIRST_POLL_MS = 100;
const LAST_POLL_MS = 5000;

/**
 * Waits until restarted workloads are rolled out and their pods run the wanted digest, or can't.
 *
 * A poll is one kubectl call: for the pods of all that are not ready, and when all are, for the workloads' own word on
 * it. Polls that fail are polls lost, and no more: the time is limited anyway. After an abort, what is not known to be
 * ready counts as `restarted`.
 * @param timeoutMs from now on
 * @param onProgress told how many are settled
 */
export async function waitBatch(
  kubectl: Kubectl,
  awaited: readonly Awaited[],
  timeoutMs: number,
  signal: AbortSignal,
  onProgress: (settled: number) => void,
): Promise<Map<RestartRow, Waited>> {
  const waited = new Map<RestartRow, Waited>();
  const ready = new Set<Awaited>();
  const why = new Map<Awaited, string>();
  const deadline = Date.now() + timeoutMs;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 1.5, LAST_POLL_MS)) {
    await sleep(Math.min(pause, Math.max(0, deadline - Date.now())), signal);
    if (signal.aborted) break;
    const open = awaited.filter(({ row }) => !waited.has(row));
    const notReady = open.filter((one) => !ready.has(one));
    if (notReady.length > 0) await pollPods(kubectl, notReady, ready, waited, why);
    else await pollWorkloads(kubectl, open, ready, waited, why);
    onProgress(waited.size);
    if (waited.size === awaited.length || Date.now() >= deadline) break;
  }
  for (const one of awaited) {
    if (waited.has(one.row)) continue;
    const state = why.get(one) ?? 'its new pods are not ready';
    waited.set(
      one.row,
      signal.aborted
        ? { outcome: 'restarted', reason: `not verified, interrupted: ${state}` }
        : { outcome: 'failed', reason: `not ready after ${Math.round(timeoutMs / 1000)} s: ${state}` },
    );
  }
  return waited;
}

async function pollPods(
  kubectl: Kubectl,
  open: readonly Awaited[],
  ready: Set<Awaited>,
  waited: Map<RestartRow, Waited>,
  why: Map<Awaited, string>,
): Promise<void> {
  const { pods, failure } = await readPods(
    kubectl,
    open.map(({ workload }) => workload),
  );
  for (const one of open) {
    const { row, workload, restartedAt } = one;
    const own = pods.get(workloadKey(row)) ?? [];
    const progress = judgePods(row, own, restartedAt, wantedPods(workload));
    if (progress.state === 'ready') ready.add(one);
    else if (progress.state === 'failed') waited.set(row, { outcome: 'failed', reason: progress.reason });
    else if (progress.state === 'other-digest')
      waited.set(row, { outcome: 'restarted', reason: progress.reason });
    else why.set(one, failure ?? 'its new pods are not ready');
  }
}

async function pollWorkloads(
  kubectl: Kubectl,
  open: readonly Awaited[],
  ready: Set<Awaited>,
  waited: Map<RestartRow, Waited>,
  why: Map<Awaited, string>,
): Promise<void> {
  const { found, failure } = await readWorkloads(
    kubectl,
    open.map(({ row }) => row),
  );
  for (const one of open) {
    const workload = found.get(workloadKey(one.row));
    if (workload === undefined && failure === undefined) {
      waited.set(one.row, { outcome: 'failed', reason: 'it was deleted during its restart' });
    } else if (workload !== undefined && templateAnnotations(workload)?.[RESTARTED_AT] !== one.restartedAt) {
      waited.set(one.row, { outcome: 'restarted', reason: 'somebody has changed it again since' });
    } else if (workload !== undefined && isRolledOut(workload)) {
      waited.set(one.row, { outcome: 'verified' });
    } else {
      // A pod may have got unready meanwhile; its own words say more than its workload's counts.
      ready.delete(one);
      why.set(one, failure ?? 'its rollout is not complete');
    }
  }
}
