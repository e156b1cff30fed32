import { isReady, isTerminating, type PodState } from '../live/pod-state.ts';
import type { WorkloadState } from '../live/workload-state.ts';

/**
 * What a rollout waits for, in words.
 * @param pods those that it replaces, old and new
 * @param fresh the new ones among them
 */
export function whyWaiting(
  { spec }: WorkloadState,
  pods: readonly PodState[],
  fresh: readonly PodState[],
): string {
  const terminating = pods.find(isTerminating);
  if (terminating !== undefined) return `pod ${terminating.metadata.name} is ${whyTerminating(terminating)}`;
  const old = pods.find((pod) => !fresh.includes(pod));
  if (old !== undefined)
    return isReady(old)
      ? `pod ${old.metadata.name} has not been replaced yet`
      : `pod ${old.metadata.name} is from before the restart and not ready, so that it is not replaced; delete it`;
  const notReady = fresh.find((pod) => !isReady(pod));
  if (notReady !== undefined) return `pod ${notReady.metadata.name} ${whyNotReady(notReady)}`;
  if (fresh.length === 0) return NO_POD;
  return spec.minReadySeconds
    ? `its pods have to be ready for ${spec.minReadySeconds} s (minReadySeconds)`
    : 'its rollout is not complete';
}

/** Whoever reads this may look for an Event that says why. */
export const NO_POD = 'it has no new pod yet';

function whyTerminating({ metadata }: PodState): string {
  const { deletionTimestamp, finalizers = [] } = metadata;
  const held = finalizers.length === 0 ? '' : `, held by finalizer ${finalizers.join(', ')}`;
  return `terminating since ${deletionTimestamp}${held}`;
}

function whyNotReady({ status }: PodState): string {
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  const scheduled = condition('PodScheduled');
  if (scheduled?.status === 'False') return `is not scheduled: ${scheduled.message ?? 'nobody says why'}`;
  const waiting = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(
    ({ state }) => state?.waiting !== undefined,
  );
  if (waiting !== undefined) return `waits for container ${waiting.name}: ${waiting.state?.waiting?.reason}`;
  return `is running and not ready: ${condition('Ready')?.message ?? 'no message'}`;
}
