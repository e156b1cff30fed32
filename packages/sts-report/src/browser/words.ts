import type { Pull } from '../model/downtime.ts';
import type { Group } from '../model/page-data.ts';

/** What the page calls the groups, in a word or two, and what that means. */
export const GROUPS: Record<Group, { name: string; meaning: string }> = {
  current: { name: 'Current', meaning: 'ran what the tag points to' },
  stale: { name: 'Stale', meaning: 'ran something else' },
  held: { name: 'Held back', meaning: 'stale, and left alone for a reason' },
  unknown: { name: 'Unknown', meaning: 'could not be compared' },
  other: { name: 'Not compared', meaning: 'another tag, pinned, not running, not listed' },
};

export const PULLS: Record<Pull, string> = {
  warm: 'Image on the node before',
  cold: 'Image pulled during the restart',
  unknown: 'Not known where the image was',
};

/** A reference without its registry, for charts; the table has it whole. */
export const shortImage = (image: string): string =>
  image.replace(/^[^/]*[.:][^/]*\//, '') || 'image not known';

/** The digits of a digest. */
export const shortDigits = (digest: string): string => digest.replace(/^sha\d+:/, '');

/** A time for people, in UTC as the logs have it. */
export const timeText = (time: string): string =>
  time.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC');

const DAY_MS = 24 * 60 * 60 * 1000;

/** A time on an axis of so many milliseconds, in UTC: with the day or with seconds, where those tell times apart. */
export function clockText(time: Date, span: number): string {
  const [day = '', clock = ''] = time.toISOString().split('T');
  if (span > DAY_MS) return `${day.slice(5)} ${clock.slice(0, 5)}`;
  return clock.slice(0, span < DAY_MS / 144 ? 8 : 5);
}
