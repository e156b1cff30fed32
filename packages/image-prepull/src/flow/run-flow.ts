import { createInbox, type Inbox } from '@patch-notebook-sts/core/inbox';
import type { Log } from '@patch-notebook-sts/core/io/log';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { Pull } from '../plan/plan.ts';
import { createPuller } from '../puller/create.ts';
import { podName, pullerPod } from '../puller/manifest.ts';
import { removePuller } from '../puller/remove.ts';
import { watchPullers } from '../puller/watch.ts';
import { next } from './next.ts';
import type { FlowAction, FlowEvent, FlowState, Result } from './state.ts';

/** What a run needs beside its plan. */
export interface FlowContext {
  kubectl: Kubectl;
  /** The same, which asks again while a failure is transient. */
  asking: Kubectl;
  log: Log;
  /** Aborted when the run is interrupted. */
  signal: AbortSignal;
  /** Names the run, in its pods' label and names. */
  run: string;
  /** Called with the number of pulls that are settled, of all, and a note. */
  onProgress: (settled: number, total: number, note: string) => void;
}

export interface FlowResult {
  results: Map<Pull, Result>;
  /** Why the run ended before all was pulled. */
  stopped: string | undefined;
}

/** Carries out the pulls: does what the flow decides, and puts what comes of it into the flow. */
export async function runFlow(initial: FlowState, context: FlowContext): Promise<FlowResult> {
  const { kubectl, asking, log, signal, run, onProgress } = context;
  const inbox = createInbox<FlowEvent>();
  const ended = new AbortController();
  const interrupt = () => inbox.put({ type: 'interrupted' });
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });

  const pulls = [...initial.waiting.values()].flat();
  const ids = new Map(pulls.map((pull) => [podName(pull, run), pull.id]));
  const [namespace, ...others] = new Set(pulls.map((pull) => pull.namespace));
  const results: FlowResult['results'] = new Map();
  let stopped: string | undefined;
  let state = initial;
  try {
    await watchPullers({
      kubectl,
      asking,
      namespace: others.length === 0 ? namespace : undefined,
      run,
      known: () =>
        [...state.active.values()].filter(({ creating }) => !creating).map(({ pull }) => podName(pull, run)),
      onReading: (name, reading) => {
        const id = ids.get(name);
        if (id !== undefined) inbox.put({ type: 'seen', id, reading });
      },
      onTrouble: (words) => log.info(words),
      signal: AbortSignal.any([signal, ended.signal]),
    });
    for (let wakeAt: number | undefined = 0; !state.ended; ) {
      const event: FlowEvent = (await inbox.take(wakeAt)) ?? { type: 'tick' };
      const step = next(state, event, performance.now());
      ({ state, wakeAt } = step);
      for (const action of step.actions) {
        if (action.type === 'settle') results.set(action.pull, action.result);
        else if (action.type === 'end') stopped = action.stopped;
        else perform(action, state, context, inbox);
      }
      onProgress(state.settled, state.total, `${state.active.size} pulling`);
    }
  } finally {
    ended.abort();
    signal.removeEventListener('abort', interrupt);
  }
  return { results, stopped };
}

function perform(
  action: Extract<FlowAction, { type: 'create' | 'remove' }>,
  { policy }: FlowState,
  { kubectl, log, signal, run }: FlowContext,
  inbox: Inbox<FlowEvent>,
): void {
  const { pull } = action;
  if (action.type === 'create')
    createPuller(kubectl, pullerPod(pull, run, policy.timeoutMs), signal).then(
      (created) =>
        inbox.put(
          created.created
            ? { type: 'created', id: pull.id }
            : { type: 'not-created', id: pull.id, outcome: created.outcome, words: created.words },
        ),
      inbox.fail,
    );
  else
    removePuller(kubectl, pull.namespace, podName(pull, run)).then((failure) => {
      if (failure !== undefined) log.info(`${podName(pull, run)}: cannot be deleted yet: ${failure}`);
    }, inbox.fail);
}
