import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { type PulledEvent, readPulledEvents } from '@patch-notebook-sts/core/kube/pulled-events';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { PodState } from '../live/pod-state.ts';

/** A node that has an image still asks the registry what its tag is; this is more than that takes. */
const WARM_MS = 5000;

/** Adds to outcomes whether their pods' images were on the node, with one list of Events for all. */
export async function withPulls(
  outcomes: readonly OutcomeRow[],
  newPods: ReadonlyMap<OutcomeRow, readonly PodState[]>,
  kubectl: Kubectl,
): Promise<OutcomeRow[]> {
  if (newPods.size === 0) return [...outcomes];
  const [namespace, ...others] = new Set([...newPods.keys()].map((outcome) => outcome.namespace));
  const events = await readPulledEvents(kubectl, others.length === 0 ? namespace : undefined);
  const byPod = groupBy(events, ({ pod }) => pod.uid ?? '');
  return outcomes.map((outcome) => {
    const pods = newPods.get(outcome) ?? [];
    const told = pods.flatMap(({ metadata }) => byPod.get(metadata.uid ?? '') ?? []);
    const pull = pullOf(told);
    return pull === undefined ? outcome : { ...outcome, pull };
  });
}

/** What the Events of a workload's pods say; undefined where they say nothing. */
export function pullOf(events: readonly Pick<PulledEvent, 'present' | 'ms'>[]): OutcomeRow['pull'] {
  const times = events.map(({ present, ms }) => (present ? 0 : ms));
  if (times.some((ms) => ms !== undefined && ms > WARM_MS)) return 'cold';
  return times.length === 0 || times.includes(undefined) ? undefined : 'warm';
}
