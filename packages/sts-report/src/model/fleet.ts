import { groupBy } from '@patch-notebook-sts/core/group-by';
import { type Group, groups, type PageData } from './page-data.ts';

/** More bars than this are not read; the table has all. */
const MAX_BARS = 30;

/** Workloads of one image that ran the same digest. */
export interface FleetBar {
  image: string;
  running: string;
  /** Whether the tag points to it now. */
  isNow: boolean;
  count: number;
  parts: { group: Group; decision: string; count: number }[];
}

/**
 * The fleet by image and digest. Tags that were looked up come first, then those with many
 * workloads, and in each the digest that its tag points to now.
 * @returns `rest`: how many workloads are in bars that are left out
 */
export function fleetOf(
  { workloads, images }: Pick<PageData, 'workloads' | 'images'>,
  maxBars = MAX_BARS,
): { bars: FleetBar[]; rest: number } {
  const now = new Map(images.map((image) => [image.reference, image.now]));
  const bars = [...groupBy(workloads, ({ image = '' }) => image)]
    .sort(([a, some], [b, others]) => Number(now.has(b)) - Number(now.has(a)) || others.length - some.length)
    .flatMap(([image, ofImage]) =>
      [...groupBy(ofImage, ({ running = '' }) => running)]
        .map(([running, some]) => ({
          image,
          running,
          isNow: now.get(image)?.includes(running) ?? false,
          count: some.length,
          parts: groups.flatMap((group) =>
            [
              ...groupBy(
                some.filter((one) => one.group === group),
                ({ decision = '' }) => decision,
              ),
            ].map(([decision, part]) => ({ group, decision, count: part.length })),
          ),
        }))
        .sort((a, b) => Number(b.isNow) - Number(a.isNow) || b.count - a.count),
    );
  return {
    bars: bars.slice(0, maxBars),
    rest: bars.slice(maxBars).reduce((sum, { count }) => sum + count, 0),
  };
}
