import { createdAt } from '@patch-notebook-sts/core/oci/image-details';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { formatDuration } from '@patch-notebook-sts/core/text/duration';

/** How old images have to be before anything restarts onto them. */
export interface AgeRule {
  minAgeMs: number;
  /** What happens where the age is not known. */
  unknownAge: 'restart' | 'skip';
  /** When a tag was first seen at its digest, in milliseconds of the epoch; without it `created` decides. */
  seenAt?: (row: ImageRow) => number | undefined;
}

/** Why nothing may restart onto an image yet, as the end of a sentence; undefined where it is old enough. */
export function whyTooNew(
  row: ImageRow,
  { minAgeMs, unknownAge, seenAt }: AgeRule,
  now: number,
): string | undefined {
  if (row.digest === null) return undefined;
  const since = seenAt === undefined ? createdAt(row.details) : seenAt(row);
  if (since === undefined) return unknownAge === 'restart' ? undefined : 'whose age is not known';
  if (now - since >= minAgeMs) return undefined;
  const time = new Date(since).toISOString();
  const what = seenAt === undefined ? `was created at ${time}` : `was first seen there at ${time}`;
  return `which ${what}, less than ${formatDuration(minAgeMs)} ago`;
}

/**
 * Why a wanted image is a step back, as the end of a sentence. Undefined where it is not, or where one of the two doesn't
 * say when it was created.
 */
export function whyOlder(row: ImageRow, running: string): string | undefined {
  const runs = row.running?.find(({ digest }) => digest === running);
  const [wantedAt, runningAt] = [createdAt(row.details), createdAt(runs?.details)];
  if (wantedAt === undefined || runningAt === undefined || wantedAt >= runningAt) return undefined;
  const [was, is] = [wantedAt, runningAt].map((at) => new Date(at).toISOString());
  return `which was created at ${was}, before what runs (${is})`;
}
