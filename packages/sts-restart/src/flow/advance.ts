import { exceeds } from '@patch-notebook-sts/core/cli/count-or-percent';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { PlannedWave } from '../plan/waves.ts';
import { count } from './settle.ts';
import type { FlowAction, FlowState, Now } from './state.ts';

/** Starts the next group where there is a place for one, goes on to the next wave, or ends. */
export function advance(state: FlowState, now: Now, actions: FlowAction[]): FlowState {
  if (state.ended) return state;
  const wave = state.waves[state.wave];
  if (wave === undefined) {
    actions.push({ type: 'end', stopped: state.stopped });
    return { ...state, ended: true };
  }
  const rest = wave.rows.slice(state.begun);
  if (rest.length > 0) return startGroup(state, wave, rest, now, actions);
  const isBusy = state.starting.length > 0 || state.watched.size > 0;
  return isBusy ? state : advance(endWave(state, wave, now, actions), now, actions);
}

/** A wave that failed as a whole says enough, however small it was: the next would fare no better. */
function endWave(
  state: FlowState,
  { name, isResumed = false }: PlannedWave,
  now: Now,
  actions: FlowAction[],
): FlowState {
  const following = state.waves[state.wave + 1];
  const allFailed = !isResumed && state.waveAttempted > 0 && state.waveFailed === state.waveAttempted;
  const stopped =
    state.stopped ?? (allFailed && following !== undefined ? `everything in wave ${name} failed` : undefined);
  const { soakMs } = state.policy;
  const soaks = !isResumed && following !== undefined && stopped === undefined && soakMs > 0;
  if (soaks) actions.push({ type: 'soak', wave: following.name, ms: soakMs });
  return {
    ...state,
    stopped,
    wave: state.wave + 1,
    begun: 0,
    waveAttempted: 0,
    waveFailed: 0,
    notBefore: soaks ? Math.max(state.notBefore, now.ms + soakMs) : state.notBefore,
  };
}

function startGroup(
  state: FlowState,
  wave: PlannedWave,
  rest: readonly RestartRow[],
  now: Now,
  actions: FlowAction[],
): FlowState {
  if (state.stopped !== undefined) return advance(giveUp(state, rest, actions), now, actions);
  const free = state.policy.batch - state.watched.size;
  if (state.starting.length > 0 || free <= 0 || now.ms < state.notBefore) return state;
  // A failure that is about to be confirmed may be the one that stops the run.
  if ([...state.watched.values()].some(({ confirming }) => confirming)) return state;
  const stopped = whyStop(state, now);
  if (stopped !== undefined) return startGroup({ ...state, stopped }, wave, rest, now, actions);
  const rows = rest.slice(0, free);
  const group = state.groups + 1;
  actions.push({ type: 'start', group, rows, wave: wave.name });
  return {
    ...state,
    groups: group,
    begun: state.begun + rows.length,
    starting: rows,
    notBefore: now.ms + state.policy.pauseMs,
  };
}

/** Why no further group may start, if so. */
function whyStop({ failures, total, policy }: FlowState, now: Now): string | undefined {
  if (exceeds(policy.maxFailures, failures, total))
    return `${failures} restarts failed, more than --max-failures`;
  if (!now.windowOpen) return 'outside the --window';
  return undefined;
}

/** Leaves the rows of the wave that were not reached. */
function giveUp(state: FlowState, rest: readonly RestartRow[], actions: FlowAction[]): FlowState {
  let left: FlowState = { ...state, begun: state.begun + rest.length };
  for (const row of rest)
    left = count(left, row, { outcome: 'not-attempted', reason: state.stopped }, actions);
  return left;
}
