import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import type { StartResult } from '../act/start-group.ts';
import { advance } from './advance.ts';
import { finalVerdict, look, notReady } from './look.ts';
import { change, count, settle } from './settle.ts';
import type { FlowAction, FlowEvent, FlowState, Now, Step } from './state.ts';

/**
 * Decides what to do when something has happened. Each workload is judged by itself: a restart that is settled frees its
 * place, and a place that is free is filled.
 *
 * `failed` is said only of what was read again just then, because a watch may be behind. Nothing here reads a clock or
 * the cluster.
 */
export function next(before: FlowState, event: FlowEvent, now: Now): Step {
  const actions: FlowAction[] = [];
  let state = take(before, event, now, actions);
  // Ten thousand changes may be seen of a thousand workloads: each is about one.
  const ids = 'id' in event ? [event.id] : [...state.watched.keys()];
  for (const id of ids) state = look(state, id, now, actions);
  state = advance(state, now, actions);
  return { state, actions, wakeAt: wakeAt(state, now) };
}

function take(state: FlowState, event: FlowEvent, now: Now, actions: FlowAction[]): FlowState {
  switch (event.type) {
    case 'tick':
      return state;
    case 'interrupted':
      return { ...state, interrupted: true, stopped: 'the run was interrupted' };
    case 'started':
      return takeStarted({ ...state, starting: [] }, event.results, now, actions);
    case 'seen':
      return change(state, event.id, { snapshot: event.snapshot });
    case 'deleted':
      return change(state, event.id, { note: event.note, deleting: false });
    case 'unconfirmed': {
      const one = state.watched.get(event.id);
      if (one === undefined || now.ms < one.deadline) return change(state, event.id, { confirming: false });
      return settle(state, event.id, notReady(state, `it can't be read: ${event.failure}`), actions);
    }
    case 'confirmed': {
      const seen = change(state, event.id, { snapshot: event.snapshot, confirming: false });
      const one = seen.watched.get(event.id);
      const verdict = one && finalVerdict(seen, one, now, event.events);
      return verdict === undefined ? seen : settle(seen, event.id, verdict, actions);
    }
  }
}

function takeStarted(
  state: FlowState,
  results: readonly StartResult[],
  now: Now,
  actions: FlowAction[],
): FlowState {
  const watched = new Map(state.watched);
  let done = state;
  for (const result of results) {
    const { row } = result;
    if (result.state !== 'restarted') {
      const { state: outcome, reason } = result;
      done = count(done, row, { outcome, reason, batch: state.groups }, actions);
    } else if (state.policy.waitMs === 0) {
      const { startedAt } = result;
      done = count(done, row, { outcome: 'restarted', batch: state.groups, startedAt }, actions);
    } else {
      const { startedAt, generation, before } = result;
      watched.set(workloadId(row), {
        row,
        startedAt,
        generation,
        uid: before.workload?.metadata.uid,
        templateSeen: false,
        group: state.groups,
        deadline: now.ms + state.policy.waitMs,
        snapshot: before,
        trouble: undefined,
        confirming: false,
        deleted: [],
        deleting: false,
        note: undefined,
      });
    }
  }
  return { ...done, watched };
}

/** The next moment at which something is due by itself. */
function wakeAt(state: FlowState, now: Now): number | undefined {
  const { watched, policy, starting, notBefore, ended, stopped, waves, wave } = state;
  if (ended) return undefined;
  const due: number[] = [];
  for (const { deadline, trouble, confirming } of watched.values()) {
    if (confirming) continue;
    due.push(deadline);
    if (trouble !== undefined) due.push(trouble.since + policy.troubleMs);
  }
  const mayStart = stopped === undefined && wave < waves.length && starting.length === 0;
  if (mayStart && watched.size < policy.batch) due.push(notBefore);
  return due.filter((at) => at > now.ms).reduce<number | undefined>(earlier, undefined);
}

const earlier = (a: number | undefined, b: number): number => (a === undefined ? b : Math.min(a, b));
