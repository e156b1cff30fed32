import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { type Pulled, readPulledEvents } from '@patch-notebook-sts/core/kube/pulled-events';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { PodState } from '../live/pod-state.ts';

/** A node that has an image still asks the registry what its tag is; this is more than that takes. */
const WARM_SECONDS = 5;

/**
 * Adds to outcomes whether their pods' images were on the node. A pod that was ready at once has not pulled for long; of
 * the others, Events tell. The API server reads all Events of a namespace for a list, so only theirs are asked for.
 */
export async function withPulls(
  outcomes: readonly OutcomeRow[],
  newPods: ReadonlyMap<OutcomeRow, readonly PodState[]>,
  kubectl: Kubectl,
): Promise<OutcomeRow[]> {
  const slow = [...newPods.keys()].filter((outcome) => !isFast(outcome));
  const events = await readPulledEvents(
    kubectl,
    slow.map(({ namespace }) => namespace),
  );
  const byPod = groupBy(events, ({ pod }) => pod.uid ?? '');
  return outcomes.map((outcome) => {
    const pods = newPods.get(outcome) ?? [];
    const told = pods.flatMap(({ metadata }) => byPod.get(metadata.uid ?? '') ?? []);
    const pull = isFast(outcome) ? 'warm' : pullOf(told);
    return pull === undefined ? outcome : { ...outcome, pull };
  });
}

const isFast = ({ startupSeconds = Number.POSITIVE_INFINITY }: OutcomeRow): boolean =>
  startupSeconds <= WARM_SECONDS;

/** What the Events of a workload's pods say; undefined where they say nothing. */
export function pullOf(events: readonly Pulled[]): OutcomeRow['pull'] {
  const times = events.map(({ present, ms }) => (present ? 0 : ms));
  if (times.some((ms) => ms !== undefined && ms > WARM_SECONDS * 1000)) return 'cold';
  return times.length === 0 || times.includes(undefined) ? undefined : 'warm';
}
