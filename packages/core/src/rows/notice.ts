import { formatDuration } from '../text/duration.ts';
import { type Announcement, isFor } from './announcement.ts';

/** Whether an owner has had the notice that a restart needs, and why not. */
export type Notice =
  | { state: 'due'; reason?: undefined }
  | { state: 'announced' | 'not-announced' /** The end of a sentence about the workload. */; reason: string };

/**
 * Judges an announcement: a restart is due if it was announced for what it is to bring, long enough ago, and its date has
 * come. A clock that is wrong makes it wait.
 *
 * @param digests what the restart is for, as the annotation of the pods has it
 * @param noticeMs how long ago it has to have been announced, in milliseconds
 * @param now milliseconds since the epoch
 */
export function judgeNotice(
  announcement: Announcement | undefined,
  digests: string,
  noticeMs: number,
  now: number,
): Notice {
  if (announcement === undefined) return { state: 'not-announced', reason: 'its restart is not announced' };
  const { plannedFor, announcedAt } = announcement;
  if (!isFor(announcement, digests))
    return { state: 'not-announced', reason: 'what is announced is a restart for another digest' };
  if (now < Date.parse(plannedFor))
    return { state: 'announced', reason: `it restarts on ${plannedFor} unless its owner opts out` };
  const left = Date.parse(announcedAt) + noticeMs - now;
  if (left > 0)
    return {
      state: 'announced',
      reason: `it was announced at ${announcedAt}, and restarts in ${formatDuration(left)} unless its owner opts out`,
    };
  return { state: 'due' };
}
