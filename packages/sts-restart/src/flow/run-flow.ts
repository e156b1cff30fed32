import { createInbox, type Inbox } from '@patch-notebook-sts/core/inbox';
import { ENDED } from '@patch-notebook-sts/core/kube/kubectl';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RunResult } from '../report/write-report.ts';
import { withPulls } from '../watch/read-pulls.ts';
import { openTracker, type Tracker } from '../watch/tracker.ts';
import { next } from './next.ts';
import { confirm, type FlowContext, perform, type Run, settle } from './perform.ts';
import type { FlowEvent, FlowState } from './state.ts';
import { timeLeft } from './time-left.ts';

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
  const run: Run = { ...context, inbox, tracker, hasWaves: initial.waves.length > 1, newPods: new Map() };
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
      await journal.append(settled.filter(isKnown));
      // Not spread into a call: a plan may have more rows than a call may have arguments.
      for (const outcome of settled) outcomes.push(outcome);
      for (const action of step.actions) {
        if (action.type === 'end') stopped = action.stopped;
        else perform(run, action);
      }
      confirm(run, step.actions);
      const { watched, settled: done, total } = state;
      const left = timeLeft(performance.now() - begin, outcomes.length, outcomes.length + total - done);
      context.onProgress(done, total, `${watched.size} restarting, ${left}`);
    }
  } finally {
    ended.abort();
    signal.removeEventListener('abort', interrupt);
  }
  const isCutShort = outcomes.some(({ outcome }) => outcome === 'not-attempted');
  const told = signal.aborted ? outcomes : await withPulls(outcomes, run.newPods, context.asking);
  return { outcomes: told, stopped: isCutShort ? stopped : undefined };
}

/**
 * Whether an outcome is one for the next run too. What a signal has cut off may have been done all the same: the next run
 * looks, and settles it.
 */
const isKnown = ({ outcome, reason }: OutcomeRow): boolean =>
  outcome !== 'not-attempted' && !(outcome === 'failed' && reason === ENDED);

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
