import { exceeds } from '@patch-notebook-sts/core/cli/count-or-percent';
import { formatDuration } from '@patch-notebook-sts/core/text/duration';
import type { Pull } from '../plan/plan.ts';
import type { Active, FlowAction, FlowEvent, FlowState, Result, Step } from './state.ts';

/**
 * Decides what to do when something has happened. A node that is done with an image begins its next one, and one that is
 * done with all frees its place. Nothing here reads a clock or the cluster.
 * @param now milliseconds of a clock that nobody sets
 */
export function next(before: FlowState, event: FlowEvent, now: number): Step {
  const actions: FlowAction[] = [];
  let state = take(before, event, now, actions);
  const ids = 'id' in event ? [event.id] : [...state.active.keys()];
  for (const id of ids) state = look(state, id, now, actions);
  state = stopOrGoOn(state, now, actions);
  return { state, actions, wakeAt: wakeAt(state, now) };
}

function take(state: FlowState, event: FlowEvent, now: number, actions: FlowAction[]): FlowState {
  switch (event.type) {
    case 'tick':
      return state;
    case 'interrupted':
      return { ...state, stopped: 'the run was interrupted' };
    case 'created':
      return change(state, event.id, { creating: false });
    case 'not-created':
      return settle(
        change(state, event.id, { creating: false }),
        event.id,
        { outcome: event.outcome, reason: event.words },
        actions,
      );
    case 'seen': {
      const { id, reading } = event;
      const seen = change(state, id, { reading, creating: false });
      const { since = now, words } = state.active.get(id)?.trouble ?? {};
      if (reading.state !== 'failing') return seen;
      // While the kubelet backs off, it says no more than that; what it said of the pull itself tells more.
      const telling =
        words !== undefined && reading.words.startsWith('ImagePullBackOff: ') ? words : reading.words;
      return change(seen, id, { trouble: { since, words: telling } });
    }
  }
}

/** Settles a pull that has come to its end. */
function look(state: FlowState, id: string, now: number, actions: FlowAction[]): FlowState {
  const one = state.active.get(id);
  const result = one && resultOf(state, one, now);
  if (one === undefined || result === undefined) return state;
  if (result.outcome !== 'pulled') actions.push({ type: 'remove', pull: one.pull });
  return settle(state, id, result, actions);
}

function resultOf({ policy }: FlowState, one: Active, now: number): Result | undefined {
  const { reading, trouble, since } = one;
  const ms = now - since;
  const words = trouble?.words ?? ('words' in reading ? reading.words : '');
  switch (reading.state) {
    case 'pulled':
      return { outcome: 'pulled', ms };
    case 'refused':
      return { outcome: 'refused', reason: reading.words, ms };
    case 'late':
      return { outcome: 'timeout', reason: words, ms };
    case 'gone':
      return { outcome: 'failed', reason: 'its pod was deleted before the image was there', ms };
    case 'failing':
      if (reading.final || now - (trouble?.since ?? now) >= policy.troubleMs)
        return { outcome: 'failed', reason: words, ms };
  }
  if (one.creating || ms < policy.timeoutMs) return undefined;
  return { outcome: 'timeout', reason: `not there after ${formatDuration(policy.timeoutMs)}: ${words}`, ms };
}

function stopOrGoOn(before: FlowState, now: number, actions: FlowAction[]): FlowState {
  let state = before;
  if (state.ended) return state;
  const { policy, failures, total } = state;
  if (state.stopped === undefined && exceeds(policy.maxFailures, failures, total))
    state = { ...state, stopped: `${failures} pulls failed, more than --max-failures` };
  state = state.stopped === undefined ? begin(state, now, actions) : giveUp(state, state.stopped, actions);
  if (state.active.size + state.waiting.size > 0) return state;
  actions.push({ type: 'end', stopped: state.stopped });
  return { ...state, ended: true };
}

/** Begins the next pull on each node that pulls nothing, as far as there are places. */
function begin(state: FlowState, now: number, actions: FlowAction[]): FlowState {
  const active = new Map(state.active);
  const waiting = new Map(state.waiting);
  const busy = new Set([...active.values()].map(({ pull }) => pull.node));
  for (const [node, [pull, ...rest]] of state.waiting) {
    if (active.size >= state.policy.nodes) break;
    if (busy.has(node) || pull === undefined) continue;
    if (rest.length > 0) waiting.set(node, rest);
    else waiting.delete(node);
    active.set(pull.id, {
      pull,
      since: now,
      creating: true,
      reading: { state: 'pending', words: 'its pod is being created' },
      trouble: undefined,
    });
    actions.push({ type: 'create', pull });
  }
  return { ...state, active, waiting };
}

/** Leaves what has not begun, and ends what is under way, once it is known whether its pod is there. */
function giveUp(before: FlowState, stopped: string, actions: FlowAction[]): FlowState {
  let state = before;
  for (const pull of [...state.waiting.values()].flat())
    state = count(state, pull, notDone(stopped), actions);
  for (const [id, { creating }] of state.active) {
    if (!creating) state = settle(state, id, notDone(`${stopped} while it was pulled`), actions);
  }
  return { ...state, waiting: new Map() };
}

const notDone = (reason: string): Result => ({ outcome: 'not-attempted', reason });

/** Takes note of a change to a pull that is under way; one that is settled doesn't change any more. */
function change(state: FlowState, id: string, fields: Partial<Active>): FlowState {
  const one = state.active.get(id);
  if (one === undefined) return state;
  return { ...state, active: new Map(state.active).set(id, { ...one, ...fields }) };
}

function settle(state: FlowState, id: string, result: Result, actions: FlowAction[]): FlowState {
  const one = state.active.get(id);
  if (one === undefined) return state;
  const active = new Map(state.active);
  active.delete(id);
  return count({ ...state, active }, one.pull, result, actions);
}

function count(state: FlowState, pull: Pull, result: Result, actions: FlowAction[]): FlowState {
  actions.push({ type: 'settle', pull, result });
  const failed = result.outcome === 'failed' || result.outcome === 'timeout' ? 1 : 0;
  return { ...state, settled: state.settled + 1, failures: state.failures + failed };
}

/** The next moment at which something is due by itself. */
function wakeAt({ active, policy, ended }: FlowState, now: number): number | undefined {
  if (ended) return undefined;
  const due = [...active.values()].flatMap(({ since, creating, trouble }) => [
    ...(creating ? [] : [since + policy.timeoutMs]),
    ...(trouble === undefined ? [] : [trouble.since + policy.troubleMs]),
  ]);
  const first = Math.min(...due.filter((at) => at > now));
  return Number.isFinite(first) ? first : undefined;
}
