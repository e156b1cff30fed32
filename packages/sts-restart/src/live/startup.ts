import { concernedPods, isTerminating, type PodState } from './pod-state.ts';
import type { Snapshot } from './present.ts';

/** The pods that a restart has made. */
export const newPodsOf = ({ workload, pods }: Snapshot): PodState[] =>
  workload === undefined ? [] : concernedPods(workload, pods).filter((pod) => !isTerminating(pod));

/**
 * How long the slowest of some pods took from its creation until it was ready, in seconds; undefined where there is
 * none that says it.
 */
export function startupSeconds(pods: readonly PodState[]): number | undefined {
  const seconds = pods.map(({ metadata, status }) => {
    const ready = status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
    return (
      (Date.parse(ready?.lastTransitionTime ?? '') - Date.parse(metadata.creationTimestamp ?? '')) / 1000
    );
  });
  const slowest = Math.max(...seconds);
  return Number.isFinite(slowest) && slowest >= 0 ? slowest : undefined;
}
