/** By how much a wait may grow. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy */
const LIMIT = 30;

/** The wait before the next attempt, in milliseconds: it doubles with each one that failed, up to thirty times the first. */
export function backOff(firstMs: number, failures: number): number {
  return Math.min(firstMs * 2 ** failures, firstMs * LIMIT);
}

/** A duration as Go writes it: `340.5ms`, `10s`, `2m40s`. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(6))}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Number(((ms % 60_000) / 1000).toFixed(9));
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
