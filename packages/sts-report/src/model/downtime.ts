import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { WorkloadFacts } from './page-data.ts';

/** Upper ends of the classes of downtimes, in seconds, and what they are called. */
const CLASSES: readonly (readonly [below: number, label: string])[] = [
  [5, '< 5 s'],
  [10, '5–10 s'],
  [20, '10–20 s'],
  [30, '20–30 s'],
  [60, '30–60 s'],
  [120, '1–2 min'],
  [300, '2–5 min'],
  [600, '5–10 min'],
  [1800, '10–30 min'],
  [Number.POSITIVE_INFINITY, '> 30 min'],
];

/** How a workload's image came to its node; `unknown` where no Event says it. */
export type Pull = 'warm' | 'cold' | 'unknown';

/** How many restarts of a kind took how long. */
export interface DowntimeClass {
  label: string;
  pull: Pull;
  count: number;
}

/** From the change until all was ready, in seconds; undefined where it wasn't. */
export function downtimeOf({
  startedAt,
  readyAt,
}: Pick<WorkloadFacts, 'startedAt' | 'readyAt'>): number | undefined {
  if (startedAt === undefined || readyAt === undefined) return undefined;
  return Math.max(0, (Date.parse(readyAt) - Date.parse(startedAt)) / 1000);
}

/** The downtimes in classes, for each kind of pull that there is; between the shortest and the longest, empty classes too. */
export function downtimeClasses(rows: readonly WorkloadFacts[]): {
  classes: DowntimeClass[];
  medians: Map<Pull, { seconds: number; count: number }>;
} {
  const ended = rows.flatMap(({ startedAt, readyAt, pull = 'unknown' }) => {
    const downtime = downtimeOf({ startedAt, readyAt });
    return downtime === undefined ? [] : { pull, downtime };
  });
  const seconds = new Map(
    [...groupBy(ended, ({ pull }) => pull)].map(([pull, some]) => [
      pull,
      some.map(({ downtime }) => downtime),
    ]),
  );
  const classOf = (one: number) => CLASSES.findIndex(([below]) => one < below);
  const all = [...seconds.values()].flat().map(classOf);
  const shown = CLASSES.slice(Math.min(...all), Math.max(...all) + 1);
  const pulls = (['warm', 'cold', 'unknown'] as const).filter((pull) => seconds.has(pull));
  return {
    classes: pulls.flatMap((pull) =>
      shown.map(([, label]) => ({
        label,
        pull,
        count: (seconds.get(pull) ?? []).filter((one) => CLASSES[classOf(one)]?.[1] === label).length,
      })),
    ),
    medians: new Map(
      pulls.map((pull) => [
        pull,
        { seconds: median(seconds.get(pull) ?? []), count: seconds.get(pull)?.length ?? 0 },
      ]),
    ),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
