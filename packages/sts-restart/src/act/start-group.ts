import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { BACKOFF_MS, isTransient, sleep } from '@patch-notebook-sts/core/kube/retry';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { appliedAt } from '../live/applied-at.ts';
import type { Present, Snapshot, Target } from '../live/present.ts';
import { readPresent } from '../live/read-present.ts';
import { preflight } from './preflight.ts';
import { sendPatches } from './send-patches.ts';

/** A workload whose change was made. */
export interface Restarted {
  row: RestartRow;
  /** The time that the change carries, RFC 3339. */
  startedAt: string;
  /** The workload's generation with the change; undefined where its Notebook was changed. */
  generation: number | undefined;
  /** The workload as it was just before. */
  before: Snapshot;
}

/** What came of a row's start. */
export type StartResult =
  | ({ state: 'restarted' } & Restarted)
  | { state: 'skipped' | 'failed'; row: RestartRow; reason: string };

/** What the start of a group needs. */
export interface StartContext {
  kubectl: Kubectl;
  signal: AbortSignal;
  /** Times that this run, or the one that it resumes, may have restarted at. */
  ours: ReadonlySet<string>;
  /** Rows that are settled if they were restarted, and are not restarted now. */
  settleOnly: ReadonlySet<RestartRow>;
  /** Called before the patch of these workloads, with what they are now; nothing is patched until it has returned. */
  beforePatch: (targets: readonly { row: RestartRow; before: Snapshot }[]) => Promise<void>;
}

/**
 * Starts a group: reads its workloads, pods, Notebooks and namespaces as they are now, leaves out what must not restart any
 * more, and sends one patch for all that share it. Never throws for a failing server.
 *
 * What failed and may pass is tried again with growing pauses, until the signal is aborted. Each attempt reads again
 * first: a patch whose answer was lost is found there, and isn't repeated. What the server refused in company is tried
 * once more alone, so that the sentence is about that workload.
 * @param startedAt RFC 3339
 */
export async function startGroup(
  rows: readonly RestartRow[],
  startedAt: string,
  context: StartContext,
): Promise<StartResult[]> {
  const results: StartResult[] = [];
  let parties: RestartRow[][] = [[...rows]];
  for (let attempt = 0; parties.length > 0; attempt += 1) {
    const again: RestartRow[][] = [];
    const pause = context.signal.aborted ? undefined : BACKOFF_MS[attempt];
    for (const party of parties) {
      const { settled, failures } = await attemptParty(party, startedAt, context);
      for (const result of settled) results.push(result);
      const refused = [...failures].filter(([, reason]) => isAnswer(reason));
      const unanswered = [...failures].filter(([, reason]) => !isAnswer(reason));
      for (const [row, reason] of refused) {
        if (pause !== undefined && (party.length > 1 || isTransient(reason))) again.push([row]);
        else results.push({ state: 'failed', row, reason });
      }
      if (pause !== undefined && unanswered.length > 0) again.push(unanswered.map(([row]) => row));
      else for (const [row, reason] of unanswered) results.push({ state: 'failed', row, reason });
    }
    parties = again;
    if (parties.length > 0) await sleep(pause ?? 0, context.signal);
  }
  return results;
}

/** Whether the API server itself has spoken, and not only the connection to it. */
const isAnswer = (failure: string): boolean =>
  /Error from server|is invalid|unexpected|: not as expected: /.test(failure);

async function attemptParty(
  rows: readonly RestartRow[],
  startedAt: string,
  { kubectl, ours, settleOnly, beforePatch }: StartContext,
): Promise<{ settled: StartResult[]; failures: Map<RestartRow, string> }> {
  const settled: StartResult[] = [];
  const failures = new Map<RestartRow, string>();
  const targets = new Map<Target, Present>();
  for (const [row, { present, failure }] of await readPresent(kubectl, rows, true)) {
    if (failure !== undefined) failures.set(row, failure);
    else {
      const found = resumed(row, present, ours);
      const reason = found ?? (settleOnly.has(row) ? NOT_PLANNED : preflight(row, present, Date.now()));
      if (typeof reason === 'object') settled.push(reason);
      else if (reason !== undefined) settled.push({ state: 'skipped', row, reason });
      else if (present.workload !== undefined) targets.set(targetOf(row, present, present.workload), present);
    }
  }
  if (targets.size === 0) return { settled, failures };
  await beforePatch([...targets].map(([{ row }, before]) => ({ row, before })));
  const { patched, failed } = await sendPatches(kubectl, [...targets.keys()], startedAt);
  for (const [target, { generation }] of patched) {
    const { row } = target;
    const own = notebookNameOf(row) === undefined ? generation : undefined;
    const before = targets.get(target) ?? { pods: [] };
    settled.push({ state: 'restarted', row, startedAt, generation: own, before });
  }
  for (const [{ row }, reason] of failed) failures.set(row, reason);
  return { settled, failures };
}

const NOT_PLANNED = 'the run before it ended before its restart, and the present plan does not have it';

const targetOf = (row: RestartRow, { notebook }: Present, workload: Target['workload']): Target => ({
  row,
  workload,
  notebook: notebookNameOf(row) === undefined ? undefined : notebook,
});

/** A row whose very change is there, made by this run or by the one that it resumes: it was not told so, or was killed. */
function resumed(row: RestartRow, present: Present, ours: ReadonlySet<string>): StartResult | undefined {
  const { workload } = present;
  const at = workload && appliedAt(targetOf(row, present, workload));
  if (workload === undefined || at === undefined || !ours.has(at)) return undefined;
  const generation = notebookNameOf(row) === undefined ? workload.metadata.generation : undefined;
  return { state: 'restarted', row, startedAt: at, generation, before: present };
}
