import { type CountOrPercent, exceeds } from '@patch-notebook-sts/core/cli/count-or-percent';

/** How many restarts have failed in each namespace. */
export type Failures = ReadonlyMap<string, number>;

/** One more failure in a namespace. */
export const addFailure = (failures: Failures, namespace = ''): Failures =>
  new Map(failures).set(namespace, (failures.get(namespace) ?? 0) + 1);

/**
 * Why no further workload of a namespace may restart, if so.
 * @param total how many workloads the plan has, in all namespaces
 */
export function whyLeave(
  limit: CountOrPercent,
  failures: Failures,
  total: number,
  namespace = '',
): string | undefined {
  const count = failures.get(namespace) ?? 0;
  return exceeds(limit, count, total)
    ? `${count} restarts failed in namespace ${namespace}, more than --max-failures`
    : undefined;
}

/**
 * Why no further workload at all may restart, if so. The failures of the namespace that has the most count as one. So the
 * limit is the same for failures that are spread over namespaces, and no tenant alone stops the run for the others.
 */
export function whyStop(limit: CountOrPercent, failures: Failures, total: number): string | undefined {
  let [sum, most, worst] = [0, 0, ''];
  for (const [namespace, count] of failures) {
    sum += count;
    if (count > most) [most, worst] = [count, namespace];
  }
  if (most === 0 || !exceeds(limit, sum - most + 1, total)) return undefined;
  const said = `${sum} restarts failed, more than --max-failures`;
  return most === 1 || failures.size === 1
    ? said
    : `${said} even if the ${most} in namespace ${worst} count as one`;
}
