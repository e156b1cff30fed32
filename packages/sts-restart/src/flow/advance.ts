import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { PlannedWave } from '../plan/waves.ts';
import { whyLeave, whyStop } from './max-failures.ts';
import { count } from './settle.ts';
import type { FlowAction, FlowState, Now } from './state.ts';

/** Starts the next group where there is a place for one, goes on to the next wave, or ends. */
export function advance(state: FlowState, now: Now, actions: FlowAction[]): FlowState {
  if (state.ended) return state;
  const wave = state.waves[state.wave];
  if (wave === undefined) {
    actions.push({ type: 'end', stopped: state.stopped ?? whyNamespacesLeft(state) });
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
  const { failures, total, policy } = state;
  const stopped =
    whyStop(policy.maxFailures, failures, total) ?? (now.windowOpen ? undefined : 'outside the --window');
  if (stopped !== undefined) return startGroup({ ...state, stopped }, wave, rest, now, actions);
  const { rows, after } = takeGroup(state, rest, free, actions);
  if (rows.length === 0) return advance(after, now, actions);
  const group = state.groups + 1;
  actions.push({ type: 'start', group, rows, wave: wave.name });
  return {
    ...after,
    groups: group,
    begun: after.begun + rows.length,
    starting: rows,
    notBefore: now.ms + policy.pauseMs,
  };
}

/** The next rows to start, without those of namespaces in which too many have failed; these get their outcome. */
function takeGroup(
  state: FlowState,
  rest: readonly RestartRow[],
  free: number,
  actions: FlowAction[],
): { rows: RestartRow[]; after: FlowState } {
  const rows: RestartRow[] = [];
  let after = state;
  for (const row of rest) {
    if (rows.length === free) break;
    const reason = whyLeave(state.policy.maxFailures, state.failures, state.total, row.namespace);
    if (reason === undefined) rows.push(row);
    else after = leave(after, row, reason, actions);
  }
  return { rows, after };
}

const leave = (
  state: FlowState,
  row: RestartRow,
  reason: string | undefined,
  actions: FlowAction[],
): FlowState =>
  count({ ...state, begun: state.begun + 1 }, row, { outcome: 'not-attempted', reason }, actions);

/** Why some namespaces were left before their end, if so. */
function whyNamespacesLeft({ policy, failures, total }: FlowState): string | undefined {
  const reasons = [...failures.keys()].flatMap(
    (namespace) => whyLeave(policy.maxFailures, failures, total, namespace) ?? [],
  );
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

/** Leaves the rows of the wave that were not reached. */
const giveUp = (state: FlowState, rest: readonly RestartRow[], actions: FlowAction[]): FlowState =>
  rest.reduce((left, row) => leave(left, row, state.stopped, actions), state);
