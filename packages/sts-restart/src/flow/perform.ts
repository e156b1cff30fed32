import type { Inbox } from '@patch-notebook-sts/core/inbox';
import type { Log } from '@patch-notebook-sts/core/io/log';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import { formatDuration } from '@patch-notebook-sts/core/text/duration';
import { deletePods } from '../act/delete-pods.ts';
import { startGroup } from '../act/start-group.ts';
import type { PodState } from '../live/pod-state.ts';
import { readPresent } from '../live/read-present.ts';
import { newPodsOf, startupSeconds } from '../live/startup.ts';
import { outcomeFields, outcomeLine, outcomeOf } from '../report/outcomes.ts';
import { readFailedCreate } from '../watch/read-events.ts';
import type { Tracker } from '../watch/tracker.ts';
import type { Journal } from './journal.ts';
import type { FlowAction, FlowEvent } from './state.ts';

/** What a run needs beside its plan. */
export interface FlowContext {
  kubectl: Kubectl;
  /** The same, which asks again while a failure is transient. */
  asking: Kubectl;
  journal: Journal;
  log: Log;
  /** Aborted when the run is interrupted. */
  signal: AbortSignal;
  /** Whether groups may start now. */
  windowOpen: () => boolean;
  /** Rows that the run before may have restarted; they are settled, and not restarted now. */
  settleOnly: ReadonlySet<RestartRow>;
  /** Called with the number of workloads that are settled, of all, and a note. */
  onProgress: (settled: number, total: number, note: string) => void;
}

/** What the actions of one run share. */
export interface Run extends FlowContext {
  inbox: Inbox<FlowEvent>;
  /** Absent where restarts are not awaited. */
  tracker: Tracker | undefined;
  hasWaves: boolean;
  /** The pods of those that were verified. */
  newPods: Map<OutcomeRow, PodState[]>;
}

/** Begins what the flow has decided; what comes of it goes into the inbox. */
export function perform(run: Run, action: FlowAction): void {
  const { inbox, log } = run;
  switch (action.type) {
    case 'start':
      log.info(
        `group ${action.group}${run.hasWaves ? ` of wave ${action.wave}` : ''}: ${action.rows.length} to restart`,
      );
      start(run, action.rows).catch(inbox.fail);
      break;
    case 'soak':
      log.info(`wave ${action.wave} begins in ${formatDuration(action.ms)}`);
      break;
    case 'delete-pods':
      deletePods(run.kubectl, action.pods).then(
        (note) => inbox.put({ type: 'deleted', id: action.id, note }),
        inbox.fail,
      );
      break;
  }
}

async function start(run: Run, rows: readonly RestartRow[]): Promise<void> {
  const { kubectl, journal, signal, tracker, inbox, settleOnly } = run;
  const startedAt = new Date().toISOString();
  const results = await startGroup(rows, startedAt, {
    kubectl,
    signal,
    ours: new Set([startedAt, ...journal.restartTimes]),
    settleOnly,
    beforePatch: async (targets) => {
      // Watched from before the change, so that nothing of it is missed.
      for (const { row, before } of targets) tracker?.track(row, before);
      await journal.intend(
        targets.map(({ row }) => row),
        startedAt,
      );
    },
  });
  for (const result of results) {
    if (result.state !== 'restarted') tracker?.untrack(workloadId(result.row));
    else if (tracker?.snapshot(workloadId(result.row)) === undefined)
      tracker?.track(result.row, result.before);
  }
  inbox.put({ type: 'started', results });
  // What was seen while the patch was under way came too early for the flow.
  for (const { row } of results) {
    const id = workloadId(row);
    const snapshot = tracker?.snapshot(id);
    if (snapshot !== undefined) inbox.put({ type: 'seen', id, snapshot });
  }
}

/** Reads the workloads again that are about to be called failed, all of a step together. */
export function confirm({ asking, inbox }: Run, actions: readonly FlowAction[]): void {
  const rows = actions.flatMap((action) => (action.type === 'confirm' ? [action.row] : []));
  if (rows.length === 0) return;
  const read = async () => {
    for (const [row, { present, failure }] of await readPresent(asking, rows, false)) {
      const id = workloadId(row);
      if (present === undefined) inbox.put({ type: 'unconfirmed', id, failure: failure ?? '' });
      else {
        const hasPods = present.workload !== undefined && present.pods.length > 0;
        const events = hasPods ? undefined : await readFailedCreate(asking, row);
        inbox.put({ type: 'confirmed', id, snapshot: present, events });
      }
    }
  };
  read().catch(inbox.fail);
}

/** An outcome's row; its line goes to the log. */
export function settle(
  { log, tracker, newPods }: Run,
  { row, result }: Extract<FlowAction, { type: 'settle' }>,
): OutcomeRow {
  const snapshot = tracker?.snapshot(workloadId(row));
  tracker?.untrack(workloadId(row));
  const isVerified = result.outcome === 'verified';
  const pods = isVerified && snapshot !== undefined ? newPodsOf(snapshot) : [];
  const readyAt = isVerified ? new Date().toISOString() : undefined;
  const outcome = outcomeOf(row, { ...result, readyAt, startupSeconds: startupSeconds(pods) });
  if (pods.length > 0) newPods.set(outcome, pods);
  if (outcome.outcome === 'failed') log.error(outcomeLine(row, outcome), outcomeFields(row, outcome));
  else if (outcome.outcome !== 'not-attempted')
    log.info(outcomeLine(row, outcome), outcomeFields(row, outcome));
  return outcome;
}
