import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import { isNew } from './is-new.ts';
import { judgePods } from './pod-state.ts';
import { readPods } from './read-pods.ts';
import { readWorkloads } from './read-workloads.ts';
import { replaceStuck } from './replace-stuck.ts';
import { sleep } from './retry.ts';
import { isRolledOut, templateLike, type WorkloadState, wantedPods } from './workload-state.ts';

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

/** What the polls of one batch have seen so far. */
interface Seen {
  waited: Map<RestartRow, Waited>;
  ready: Set<Awaited>;
  /** What speaks against an end yet, of those that are open. */
  why: Map<Awaited, string>;
  /** The stuck pods that were deleted, by the sentence about them. */
  replaced: Map<Awaited, string>;
}

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
  const seen: Seen = { waited, ready: new Set(), why: new Map(), replaced: new Map() };
  const deadline = Date.now() + timeoutMs;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 1.5, LAST_POLL_MS)) {
    await sleep(Math.min(pause, Math.max(0, deadline - Date.now())), signal);
    if (signal.aborted) break;
    const open = awaited.filter(({ row }) => !waited.has(row));
    const notReady = open.filter((one) => !seen.ready.has(one));
    if (notReady.length > 0) await pollPods(kubectl, notReady, seen);
    else await pollWorkloads(kubectl, open, seen);
    onProgress(waited.size);
    if (waited.size === awaited.length || Date.now() >= deadline) break;
  }
  for (const one of awaited) {
    if (waited.has(one.row)) continue;
    const state = seen.why.get(one) ?? 'its new pods are not ready';
    waited.set(
      one.row,
      signal.aborted
        ? { outcome: 'restarted', reason: `not verified, interrupted: ${state}` }
        : { outcome: 'failed', reason: `not ready after ${Math.round(timeoutMs / 1000)} s: ${state}` },
    );
  }
  return waited;
}

async function pollPods(kubectl: Kubectl, open: readonly Awaited[], seen: Seen): Promise<void> {
  const { pods, failure } = await readPods(
    kubectl,
    open.map(({ workload }) => workload),
  );
  const podsOf = ({ row }: Awaited) => pods.get(workloadId(row)) ?? [];
  for (const one of open) {
    const { row, workload, restartedAt } = one;
    const progress = judgePods(row, podsOf(one), restartedAt, wantedPods(workload));
    if ('reason' in progress) {
      const outcome = progress.state === 'failed' ? 'failed' : 'restarted';
      seen.waited.set(row, { outcome, reason: progress.reason });
    } else if (progress.state === 'ready') seen.ready.add(one);
    else seen.why.set(one, failure ?? 'its new pods are not ready');
  }
  const waiting = open.filter(({ row }) => !seen.waited.has(row));
  for (const { one, deleted, reason } of await replaceStuck(kubectl, waiting, podsOf)) {
    if (deleted) seen.replaced.set(one, reason);
    else seen.why.set(one, reason);
  }
}

async function pollWorkloads(kubectl: Kubectl, open: readonly Awaited[], seen: Seen): Promise<void> {
  const { found, failure } = await readWorkloads(
    kubectl,
    open.map(({ row }) => row),
  );
  for (const one of open) {
    const { row, restartedAt } = one;
    const workload = found.get(workloadId(row));
    if (workload === undefined && failure === undefined) {
      seen.waited.set(row, { outcome: 'failed', reason: 'it was deleted during its restart' });
    } else if (workload !== undefined && !isNew(row, restartedAt, templateLike(workload))) {
      seen.waited.set(row, { outcome: 'restarted', reason: 'somebody has changed it again since' });
    } else if (workload !== undefined && isRolledOut(workload)) {
      const reason = seen.replaced.get(one);
      seen.waited.set(row, { outcome: 'verified', ...(reason === undefined ? {} : { reason }) });
    } else {
      // A pod may have got unready meanwhile; its own words say more than its workload's counts.
      seen.ready.delete(one);
      seen.why.set(one, failure ?? 'its rollout is not complete');
    }
  }
}
