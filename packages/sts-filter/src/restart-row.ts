import { DEFAULT_KIND } from '@patch-notebook-sts/core/kube/kinds';
import type { RestartRow, StaleContainer } from '@patch-notebook-sts/core/rows/restart-row';
import type { Verdict } from './compare-container.ts';
import type { Guards } from './guard.ts';
import { containersToMigrate } from './migration-row.ts';
import type { ListedWorkload } from './workloads.ts';

/** The row that restarts a workload, with what sts-restart has to ask once more. */
export function restartRow(
  { stsName, namespace, kind = DEFAULT_KIND, notebook, owner }: ListedWorkload,
  verdicts: readonly Verdict[],
  { activityRule, notice }: Guards,
): RestartRow {
  const rules = notice === undefined ? activityRule : { ...activityRule, announced: notice.text };
  if (verdicts.some(({ decision }) => decision === 'migrate')) {
    const containers = containersToMigrate(verdicts);
    return { stsName, namespace, kind, action: 'migrate', containers, owner, notebook, ...rules };
  }
  const containers = containersToRestart(verdicts);
  return { stsName, namespace, kind, action: 'restart', containers, notebook, ...rules };
}

/**
 * The stale containers, each once: the replicas of a workload mostly agree.
 *
 * Those that an earlier restart did not move (`unmoved`) are among them. The restart writes what it was for over what
 * the earlier one was for, so without them the workload would look as if it had never restarted for their digest, and
 * would restart for it the next time.
 */
function containersToRestart(verdicts: readonly Verdict[]): StaleContainer[] {
  const stale: StaleContainer[] = [];
  for (const verdict of verdicts) {
    if (verdict.stale === undefined) continue;
    if (verdict.decision === 'stale') stale.push(verdict.stale);
    if (verdict.decision === 'unmoved') stale.push({ ...verdict.stale, unmoved: true });
  }
  // Nearly all workloads have one.
  if (stale.length < 2) return stale;
  const distinct = new Map(stale.map((one) => [`${one.name} ${one.image} ${one.running}`, one]));
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
