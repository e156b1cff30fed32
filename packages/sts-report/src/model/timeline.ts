import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { WorkloadFacts } from './page-data.ts';

/** More restarts than this are shown by their groups: nobody can tell so many bars apart. */
const MAX_BARS = 1000;

/** A bar of the timeline: a restart, or the restarts that began together. Times are milliseconds since the epoch. */
export interface Bar {
  label: string;
  start: number;
  /** When all of it was ready; undefined where none was. */
  end?: number | undefined;
  failed: number;
  /** How many restarts it stands for. */
  count: number;
}

/** A rollout, in the order of its starts. */
export interface Timeline {
  bars: Bar[];
  /** Whether a bar stands for the restarts that began together. */
  grouped: boolean;
  /** When each group of starts began. */
  groups: { batch: number; start: number }[];
}

/** The restarts that were begun; without any, undefined. */
export function timelineOf(workloads: readonly WorkloadFacts[], maxBars = MAX_BARS): Timeline | undefined {
  const started = workloads
    .filter(({ startedAt }) => startedAt !== undefined)
    .toSorted(
      (a, b) =>
        byCodeUnit(a.startedAt ?? '', b.startedAt ?? '') || byCodeUnit(a.readyAt ?? '', b.readyAt ?? ''),
    );
  if (started.length === 0) return undefined;
  const groups = [...groupBy(started, ({ batch = 0 }) => String(batch)).values()];
  const grouped = started.length > maxBars;
  return {
    bars: (grouped ? groups : started.map((one) => [one])).map(barOf),
    grouped,
    groups: groups.map((some) => ({ batch: some[0]?.batch ?? 0, start: timeOf(some[0]?.startedAt) })),
  };
}

function barOf(some: readonly WorkloadFacts[]): Bar {
  const [first] = some;
  const ends = some.flatMap(({ readyAt }) => (readyAt === undefined ? [] : timeOf(readyAt)));
  return {
    label: some.length === 1 ? `${first?.namespace}/${first?.name}` : `group ${first?.batch}`,
    start: timeOf(first?.startedAt),
    end: ends.length === 0 ? undefined : Math.max(...ends),
    failed: some.filter(({ outcome }) => outcome === 'failed').length,
    count: some.length,
  };
}

const timeOf = (text: string | undefined): number => Date.parse(text ?? '');
