import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { SettledJudgement } from './judge.ts';
import { addFailure } from './max-failures.ts';
import type { FlowAction, FlowState, InFlight, Settled } from './state.ts';

/** Takes note of a change to one restart that is watched; one that has been settled doesn't change any more. */
export function change(state: FlowState, id: string, fields: Partial<InFlight>): FlowState {
  const one = state.watched.get(id);
  return one === undefined
    ? state
    : { ...state, watched: new Map(state.watched).set(id, { ...one, ...fields }) };
}

/** Settles a restart that is watched, and frees its place. */
export function settle(
  state: FlowState,
  id: string,
  { outcome, reason }: Pick<SettledJudgement, 'outcome' | 'reason'>,
  actions: FlowAction[],
): FlowState {
  const one = state.watched.get(id);
  if (one === undefined) return state;
  const watched = new Map(state.watched);
  watched.delete(id);
  const parts = [one.note, reason].filter(Boolean);
  return count(
    { ...state, watched },
    one.row,
    {
      outcome,
      ...(parts.length === 0 ? {} : { reason: parts.join('; ') }),
      batch: one.group,
      startedAt: one.startedAt,
    },
    actions,
  );
}

/** Counts an outcome, and has it written down. */
export function count(state: FlowState, row: RestartRow, result: Settled, actions: FlowAction[]): FlowState {
  actions.push({ type: 'settle', row, result });
  const attempted = result.outcome === 'skipped' || result.outcome === 'not-attempted' ? 0 : 1;
  const failed = result.outcome === 'failed';
  return {
    ...state,
    settled: state.settled + 1,
    waveAttempted: state.waveAttempted + attempted,
    waveFailed: state.waveFailed + (failed ? 1 : 0),
    failures: failed ? addFailure(state.failures, row.namespace) : state.failures,
  };
}
