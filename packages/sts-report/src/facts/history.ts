import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { type Group, groups, type History, type WorkloadFacts } from '../model/page-data.ts';
import { isBehind } from './group.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a history keeps of one run. */
export interface Run {
  at: string;
  counts: Record<Group, number>;
  /** The stale workloads, held ones among them. */
  behind: readonly { id: string; isVerified: boolean }[];
  /** The image of each restart that failed. */
  failed: readonly string[];
}

/** The part of a run that a history keeps: of years of runs, all would fill the memory. */
export function runOf(at: string, workloads: readonly WorkloadFacts[]): Run {
  const counts = Object.fromEntries(groups.map((group) => [group, 0])) as Record<Group, number>;
  for (const { group } of workloads) counts[group] += 1;
  return {
    at,
    counts,
    behind: workloads
      .filter(({ group }) => isBehind(group))
      .map(({ namespace, kind, name, outcome }) => ({
        id: JSON.stringify([namespace, kind, name]),
        isVerified: outcome === 'verified',
      })),
    failed: workloads.filter(({ outcome }) => outcome === 'failed').map(({ image = 'unknown' }) => image),
  };
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
    .map(({ at, counts, behind, failed }) => {
      for (const image of failed) failures.set(image, (failures.get(image) ?? 0) + 1);
      const since = new Map<string, string>();
      let oldest = at;
      for (const { id, isVerified } of behind) {
        const first = staleSince.get(id) ?? at;
        if (first < oldest) oldest = first;
        if (!isVerified) since.set(id, first);
      }
      staleSince = since;
      return { at, counts, left: since.size, oldestDays: (Date.parse(at) - Date.parse(oldest)) / DAY_MS };
    });
  return {
    runs: found,
    failures: [...failures]
      .map(([image, count]) => ({ image, failures: count }))
      .sort((a, b) => b.failures - a.failures || byCodeUnit(a.image, b.image)),
  };
}
