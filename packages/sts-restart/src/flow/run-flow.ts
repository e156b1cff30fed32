import type { Log } from '@patch-notebook-sts/core/io/log';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import { formatDuration } from '@patch-notebook-sts/core/text/duration';
import { deletePods } from '../act/delete-pods.ts';
import { startGroup } from '../act/start-group.ts';
import { readPresent } from '../live/read-present.ts';
import { outcomeLine, outcomeOf } from '../report/outcomes.ts';
import type { RunResult } from '../report/write-report.ts';
import { readFailedCreate } from '../watch/read-events.ts';
import { openTracker, type Tracker } from '../watch/tracker.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { Journal } from './journal.ts';
import { next } from './next.ts';
import type { FlowAction, FlowEvent, FlowState } from './state.ts';
import { timeLeft } from './time-left.ts';

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
interface Run extends FlowContext {
  inbox: Inbox<FlowEvent>;
  /** Absent where restarts are not awaited. */
  tracker: Tracker | undefined;
  hasWaves: boolean;
}

/**
 * Carries out a plan: does what the flow decides, and puts what comes of it into the flow. Outcomes are in the journal
 * before the flow goes on.
 */
export async function runFlow(initial: FlowState, context: FlowContext): Promise<RunResult> {
  const { journal, signal } = context;
  const inbox = createInbox<FlowEvent>();
  const ended = new AbortController();
  const tracker =
    initial.policy.waitMs === 0 ? undefined : await openTracking(initial, context, inbox, ended.signal);
  const run = { ...context, inbox, tracker, hasWaves: initial.waves.length > 1 };
  const interrupt = () => inbox.put({ type: 'interrupted' });
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });

  const outcomes: OutcomeRow[] = [];
  const begin = performance.now();
  let stopped: string | undefined;
  try {
    for (let state = initial, wakeAt: number | undefined = 0; !state.ended; ) {
      const event: FlowEvent = (await inbox.take(wakeAt)) ?? { type: 'tick' };
      const step = next(state, event, { ms: performance.now(), windowOpen: context.windowOpen() });
      ({ state, wakeAt } = step);
      const settled = step.actions.flatMap((action) =>
        action.type === 'settle' ? [settle(run, action)] : [],
      );
      await journal.append(settled.filter(({ outcome }) => outcome !== 'not-attempted'));
      outcomes.push(...settled);
      for (const action of step.actions) {
        if (action.type === 'end') stopped = action.stopped;
        else perform(run, action);
      }
      confirm(run, step.actions);
      const { watched, total } = state;
      const left = timeLeft(performance.now() - begin, outcomes.length, initial.total);
      context.onProgress(state.settled, total, `${watched.size} restarting, ${left}`);
    }
  } finally {
    ended.abort();
    signal.removeEventListener('abort', interrupt);
  }
  const isCutShort = outcomes.some(({ outcome }) => outcome === 'not-attempted');
  return { outcomes, stopped: isCutShort ? stopped : undefined };
}

function openTracking(
  { waves }: FlowState,
  { kubectl, asking, log }: FlowContext,
  inbox: Inbox<FlowEvent>,
  signal: AbortSignal,
): Promise<Tracker> {
  const rows = waves.flatMap((wave) => wave.rows);
  const [namespace, ...others] = new Set(rows.map((row) => row.namespace));
  return openTracker({
    kubectl,
    asking,
    kinds: new Set(rows.map(kindOfRow)),
    namespace: others.length === 0 ? namespace : undefined,
    onChange: (id, snapshot) => inbox.put({ type: 'seen', id, snapshot }),
    onRefused: (failure) => log.info(`cannot watch, reading every 5 s instead: ${failure}`),
    signal,
  });
}

function perform(run: Run, action: FlowAction): void {
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
function confirm({ asking, inbox }: Run, actions: readonly FlowAction[]): void {
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
function settle({ log, tracker }: Run, { row, result }: Extract<FlowAction, { type: 'settle' }>): OutcomeRow {
  tracker?.untrack(workloadId(row));
  const readyAt = result.outcome === 'verified' ? new Date().toISOString() : undefined;
  const outcome = outcomeOf(row, { ...result, readyAt });
  if (outcome.outcome === 'failed') log.error(outcomeLine(row, outcome));
  else if (outcome.outcome !== 'not-attempted') log.info(outcomeLine(row, outcome));
  return outcome;
}
