import { judgeActivity } from '@patch-notebook-sts/core/rows/activity';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { formatDuration, readDuration } from '@patch-notebook-sts/core/text/duration';
import { type PodState, statusOf } from './pod-state.ts';

/**
 * Why a notebook's activity keeps it from restarting, by the same rule that sts-filter decided by; undefined: it doesn't,
 * or the row has no such rule. What has run for longer than `forceAfter` restarts all the same.
 * @param now milliseconds since the epoch
 */
export function whyActive(
  row: RestartRow,
  facts: NotebookFacts | undefined,
  pods: readonly PodState[],
  now: number,
): string | undefined {
  const { idleFor, unknownActivity = 'skip', forceAfter } = row;
  const idleForMs = idleFor === undefined ? undefined : readDuration(idleFor);
  if (idleForMs === undefined) return undefined;
  const { state, reason } = judgeActivity(facts, idleForMs, now);
  if (state === 'idle' || (state === 'unknown' && unknownActivity === 'restart')) return undefined;
  const forceAfterMs = forceAfter === undefined ? undefined : readDuration(forceAfter);
  if (forceAfterMs !== undefined && hasRunFor(row, pods, now) > forceAfterMs) return undefined;
  const ago = now - Date.parse(facts?.lastActivity ?? '');
  return state === 'busy' && ago >= 0 ? `its notebook was active ${formatDuration(ago)} ago` : reason;
}

/** How long the oldest of the row's containers has run, in milliseconds; 0 where nobody knows. */
function hasRunFor(row: RestartRow, pods: readonly PodState[], now: number): number {
  let longest = 0;
  for (const pod of pods)
    for (const { name } of row.containers) {
      const since = Date.parse(statusOf(pod, name)?.state?.running?.startedAt ?? '');
      if (now - since > longest) longest = now - since;
    }
  return longest;
}
