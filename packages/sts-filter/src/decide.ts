import { type DecisionRow, decisions } from '@patch-notebook-sts/core/decision-row';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { compareContainer, type Verdict } from './compare-container.ts';
import type { ListedWorkload } from './containers.ts';
import { findHeld, type Guards, guard } from './guard.ts';
import type { Images } from './images.ts';

/** A workload's decision, and the row that restarts it where that is the decision. */
export interface Decided {
  decision: DecisionRow;
  restart?: RestartRow;
}

/**
 * Decides about a workload: it restarts if any of its containers is stale and nothing holds it back, whatever its number
 * of pods; otherwise it gets the most telling of its containers' decisions.
 */
export function decide(listed: ListedWorkload, images: Images, guards: Guards): Decided {
  const { workload, containers, notebook } = listed;
  const compared = containers.map((container) => ({
    container,
    verdict: compareContainer(container, images, notebook),
  }));
  const held = findHeld(compared, guards.hold);
  const verdicts = compared.map((one) => guard(one, listed, held, guards));
  const first = decisions
    .map((decision) => verdicts.find((verdict) => verdict.decision === decision))
    .find(Boolean);
  if (first === undefined) throw new Error('a workload without containers');
  const keys = {
    stsName: workload.stsName,
    ...(workload.namespace === undefined ? {} : { namespace: workload.namespace }),
    kind: workload.kind ?? 'StatefulSet',
  } as const;
  const decision = { ...keys, decision: first.decision, reason: first.reason };
  if (first.decision !== 'stale') return { decision };
  const restart = {
    ...keys,
    action: 'restart',
    containers: containersToRestart(verdicts),
    ...(notebook === undefined ? {} : { notebook }),
  } as const;
  return { decision, restart };
}

/**
 * The stale containers, each once: the replicas of a workload mostly agree.
 *
 * Those that an earlier restart did not move (`unmoved`) are among them. The restart writes what it was for over what
 * the earlier one was for, so without them the workload would look as if it had never restarted for their digest, and
 * would restart for it the next time.
 */
function containersToRestart(verdicts: readonly Verdict[]): RestartRow['containers'] {
  const distinct = new Map<string, RestartRow['containers'][number]>();
  for (const { decision, stale } of verdicts) {
    if (stale === undefined || (decision !== 'stale' && decision !== 'unmoved')) continue;
    const unmoved = decision === 'unmoved' ? { unmoved: true as const } : {};
    distinct.set(`${stale.name} ${stale.image} ${stale.running}`, { ...stale, ...unmoved });
  }
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stale]) => stale);
}

/** `19 workloads: 3 stale, 7 current, …`, most telling first; what did not occur is left out. */
export function countLine(rows: readonly DecisionRow[]): string {
  const counts = decisions
    .map((decision) => [rows.filter((row) => row.decision === decision).length, decision] as const)
    .filter(([count]) => count > 0)
    .map(([count, decision]) => `${count} ${decision}`);
  return `${rows.length} ${rows.length === 1 ? 'workload' : 'workloads'}${counts.length > 0 ? ': ' : ''}${counts.join(', ')}`;
}
