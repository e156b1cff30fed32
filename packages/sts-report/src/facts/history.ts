import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { type Group, groups, type History, type WorkloadFacts } from '../model/page-data.ts';
import { isBehind } from './group.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What one run found, and when it was. */
export interface Run {
  at: string;
  workloads: readonly WorkloadFacts[];
}

/**
 * What runs say together. A workload is stale since the first of the unbroken row of runs that found it so; one that a run
 * restarted and verified starts anew.
 */
export function historyOf(runs: readonly Run[]): History {
  const failures = new Map<string, number>();
  let staleSince = new Map<string, string>();
  const found = runs
    .toSorted((a, b) => byCodeUnit(a.at, b.at))
    .map(({ at, workloads }) => {
      const counts = Object.fromEntries(groups.map((group) => [group, 0])) as Record<Group, number>;
      const since = new Map<string, string>();
      let oldest = at;
      let left = 0;
      for (const workload of workloads) {
        counts[workload.group] += 1;
        if (workload.outcome === 'failed') {
          const image = workload.image ?? 'unknown';
          failures.set(image, (failures.get(image) ?? 0) + 1);
        }
        if (!isBehind(workload.group)) continue;
        const id = JSON.stringify([workload.namespace, workload.kind, workload.name]);
        const first = staleSince.get(id) ?? at;
        if (first < oldest) oldest = first;
        if (workload.outcome === 'verified') continue;
        left += 1;
        since.set(id, first);
      }
      staleSince = since;
      return { at, counts, left, oldestDays: (Date.parse(at) - Date.parse(oldest)) / DAY_MS };
    });
  return {
    runs: found,
    failures: [...failures]
      .map(([image, count]) => ({ image, failures: count }))
      .sort((a, b) => b.failures - a.failures || byCodeUnit(a.image, b.image)),
  };
}
