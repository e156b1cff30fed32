import { formatDuration } from '@patch-notebook-sts/core/text/duration';
import { stuckPods } from '../live/stuck-pods.ts';
import { type Judgement, judge, type SettledJudgement } from './judge.ts';
import { change, settle } from './settle.ts';
import type { FlowAction, FlowState, InFlight, Now } from './state.ts';

/** Looks at one restart that is watched: settles it, asks for its present state, or removes what stands in its way. */
export function look(state: FlowState, id: string, now: Now, actions: FlowAction[]): FlowState {
  const before = state.watched.get(id);
  if (before === undefined) return state;
  const judgement = judge(before, before.snapshot);
  if (judgement.state === 'settled' && judgement.outcome !== 'failed')
    // The new pod may be ready before its row can say that the old one was deleted.
    return before.deleting && now.ms < before.deadline && !state.interrupted
      ? state
      : settle(state, id, judgement, actions);
  if (state.interrupted) {
    const why = judgement.state === 'waiting' ? judgement.why : judgement.reason;
    return settle(state, id, { outcome: 'restarted', reason: `not verified, interrupted: ${why}` }, actions);
  }
  const one = { ...before, ...progress(before, judgement, now) };
  if (isOver(state, one, judgement, now)) {
    if (!one.confirming) actions.push({ type: 'confirm', id, row: one.row });
    return change(state, id, { ...one, confirming: true });
  }
  const stuck = stuckPods(one.row, one.snapshot, one.startedAt).filter(
    ({ metadata }) => !one.deleted.includes(metadata.uid ?? metadata.name),
  );
  if (stuck.length > 0) actions.push({ type: 'delete-pods', id, pods: stuck });
  const deleted = [...one.deleted, ...stuck.map(({ metadata }) => metadata.uid ?? metadata.name)];
  return change(state, id, { ...one, deleted, deleting: one.deleting || stuck.length > 0 });
}

/** What a look at a restart adds to what is known about it. */
function progress(one: InFlight, judgement: Judgement, now: Now): Pick<InFlight, 'templateSeen' | 'trouble'> {
  if (judgement.state === 'settled') return one;
  const templateSeen = one.templateSeen || judgement.templateSeen;
  const { trouble, starting } = judgement;
  // A container in trouble looks for a moment like one that starts, each time it is tried again.
  if (trouble === undefined) return { templateSeen, trouble: starting ? one.trouble : undefined };
  const { since = now.ms, words, final = false } = one.trouble ?? {};
  // While the kubelet backs off, it says no more than that; what it said of the pull itself tells more.
  const telling = words !== undefined && /: ImagePullBackOff: /.test(trouble.words) ? words : trouble.words;
  return { templateSeen, trouble: { since, words: telling, final: final || trouble.final } };
}

/** Whether a restart has failed, as far as is known. */
function isOver({ policy }: FlowState, one: InFlight, judgement: Judgement, now: Now): boolean {
  if (judgement.state === 'settled' || now.ms >= one.deadline) return true;
  if (judgement.trouble === undefined || one.trouble === undefined) return false;
  return one.trouble.final || now.ms - one.trouble.since >= policy.troubleMs;
}

/**
 * What a restart that was about to fail is, now that it has been read again; undefined: it goes on.
 * @param events what Events say about its missing pods
 */
export function finalVerdict(
  state: FlowState,
  one: InFlight,
  now: Now,
  events: string | undefined,
): SettledJudgement | undefined {
  const judgement = judge(one, one.snapshot);
  if (judgement.state === 'settled') return judgement;
  if (!isOver(state, one, judgement, now)) return undefined;
  if (judgement.trouble !== undefined)
    return { state: 'settled', outcome: 'failed', reason: one.trouble?.words ?? judgement.why };
  return notReady(state, events === undefined ? judgement.why : `${judgement.why}: ${events}`);
}

export const notReady = ({ policy }: FlowState, why: string): SettledJudgement => ({
  state: 'settled',
  outcome: 'failed',
  reason: `not ready after ${formatDuration(policy.waitMs)}: ${why}`,
});
