import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import { notebookNameOf } from './changes.ts';
import { preflight } from './check-before.ts';
import { appliedAt } from './made-at.ts';
import { changedObject, nameLines, objectKey, PRINT_KEY } from './named-object.ts';
import { groupByPatch, type Target } from './patch.ts';
import { readNotebooks } from './read-notebooks.ts';
import { readWorkloads } from './read-workloads.ts';
import { BACKOFF_MS, isTransient, sleep } from './retry.ts';
import type { WorkloadState } from './workload-state.ts';

/** What became of one row of a batch; a restarted one with the workload as it was before. */
export type BatchResult = { row: RestartRow } & (
  | { state: 'restarted'; workload: WorkloadState; restartedAt: string }
  | { state: 'skipped' | 'failed'; reason: string }
);

/**
 * Restarts a batch: reads its workloads and Notebooks once, leaves out what must not restart any more, and sends one
 * patch for all that share it. Never throws for a failing server.
 *
 * What failed and may pass is tried again with growing pauses. Each attempt reads the workload first: a patch whose
 * answer was lost is found there, and isn't repeated.
 * @param ours the times of restarts that this run, or the one that it resumes, may have asked for
 * @param signal once it is aborted, nothing is tried again
 */
export async function restartBatch(
  kubectl: Kubectl,
  rows: readonly RestartRow[],
  restartedAt: string,
  ours: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  let open = [...rows];
  let reasons = new Map<RestartRow, string>();
  for (let attempt = 0; open.length > 0; attempt += 1) {
    const settled = await attemptBatch(kubectl, open, restartedAt, ours);
    results.push(...settled.results);
    reasons = settled.failures;
    open = open.filter((row) => reasons.has(row));
    const pause = BACKOFF_MS[attempt];
    if (open.length === 0 || pause === undefined || signal.aborted) break;
    await sleep(pause, signal);
  }
  return [
    ...results,
    ...open.map((row) => ({ row, state: 'failed' as const, reason: reasons.get(row) ?? '' })),
  ];
}

/** One attempt: what is settled, and the sentences of what may pass. */
async function attemptBatch(
  kubectl: Kubectl,
  rows: readonly RestartRow[],
  restartedAt: string,
  ours: ReadonlySet<string>,
): Promise<{ results: BatchResult[]; failures: Map<RestartRow, string> }> {
  const results: BatchResult[] = [];
  const failures = new Map<RestartRow, string>();
  const fail = (row: RestartRow, reason: string) =>
    isTransient(reason) ? failures.set(row, reason) : results.push({ row, state: 'failed', reason });

  const [workloads, notebooks] = await Promise.all([
    readWorkloads(kubectl, rows),
    readNotebooks(kubectl, rows),
  ]);
  const targets: Target[] = [];
  for (const row of rows) {
    const workload = workloads.found.get(workloadId(row));
    const notebook = notebooks.found.get(objectKey(changedObject(row)));
    const failure =
      (workload === undefined ? workloads.failure : undefined) ??
      (notebook === undefined && notebookNameOf(row) !== undefined ? notebooks.failure : undefined);
    if (failure !== undefined) {
      fail(row, failure);
      continue;
    }
    const at = workload && appliedAt({ row, workload, notebook });
    if (workload !== undefined && at !== undefined && ours.has(at)) {
      results.push({ row, state: 'restarted', workload, restartedAt: at });
      continue;
    }
    const reason = preflight(row, workload, notebook);
    if (reason !== undefined) results.push({ row, state: 'skipped', reason });
    else if (workload !== undefined) targets.push({ row, workload, notebook });
  }

  for (const [patch, group] of groupByPatch(targets, restartedAt)) {
    const args = ['patch', '-f', '-', '--type=json', '-p', patch, '-o', PRINT_KEY];
    const answer = await kubectl(args, nameLines(group.map(({ row }) => changedObject(row))));
    const patched = new Set(answer.stdout.split('\n'));
    for (const { row, workload } of group) {
      if (patched.has(objectKey(changedObject(row))))
        results.push({ row, state: 'restarted', workload, restartedAt });
      else fail(row, sentenceAbout(row, answer));
    }
  }
  return { results, failures };
}

/** The sentence about one object among kubectl's: it names the object, but not its namespace. */
function sentenceAbout(row: RestartRow, answer: { stderr: string; failure?: string }): string {
  const { name } = changedObject(row);
  return (
    answer.stderr.split('\n').find((line) => line.includes(`"${name}"`) || line.endsWith(` ${name})`)) ??
    answer.failure ??
    'kubectl ended without an error, and without naming it as patched'
  );
}
