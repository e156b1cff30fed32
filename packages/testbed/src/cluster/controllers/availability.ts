import { isReady, type Pod } from '../api/objects.ts';

/**
 * Milliseconds until a pod has been ready for so long that it counts as available; 0: it is, Infinity: it is not ready.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds
 */
export function untilAvailable(pod: Pod, minReadySeconds: number, now: number): number {
  if (!isReady(pod)) return Number.POSITIVE_INFINITY;
  if (minReadySeconds === 0) return 0;
  const ready = pod.status.conditions?.find(({ type }) => type === 'Ready');
  const since = Date.parse(String(ready?.lastTransitionTime ?? ''));
  return Math.max(0, since + minReadySeconds * 1000 - now) || 0;
}

/** When to look again because a ready pod becomes available; undefined when none does. */
export function nextAvailable(waits: readonly number[]): number | undefined {
  const soonest = waits.reduce(
    (least, ms) => (ms > 0 ? Math.min(least, ms) : least),
    Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(soonest) ? soonest : undefined;
}
