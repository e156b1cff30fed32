import { usageError } from '@patch-notebook-sts/core/failure';
import { Timestamp } from '@patch-notebook-sts/core/rows/notebook-facts';
import { readDuration } from '@patch-notebook-sts/core/text/duration';

/**
 * The date of `--at`, RFC 3339: a moment to come, which stays as it was written, or one in so much time. Anything else is a
 * usage error (exit 2).
 * @param now milliseconds since the epoch
 */
export function readAt(text: string, now: number): string {
  const duration = readDuration(text);
  if (duration !== undefined) return localTime(now + duration);
  if (!Timestamp.safeParse(text).success)
    throw usageError(
      `--at: "${text}" is neither a date such as 2026-12-05T01:00:00-05:00 nor a duration such as 48h`,
    );
  if (Date.parse(text) <= now) throw usageError(`--at: ${text} has passed; give a date to come`);
  return text;
}

/** A moment in the local time zone (TZ), to the second, which is never earlier. */
function localTime(ms: number): string {
  const time = new Date(Math.ceil(ms / 1000) * 1000);
  const minutes = -time.getTimezoneOffset();
  const clock = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const two = (number: number) => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${clock}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
