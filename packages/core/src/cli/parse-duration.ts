import { usageError } from '../failure.ts';
import { readDuration } from '../text/duration.ts';

/**
 * An option's length of time in milliseconds, as `readDuration` reads it; anything else is a usage error (exit 2).
 * @param option where it was given: `--pause`
 */
export function parseDuration(text: string, option: string): number {
  const milliseconds = readDuration(text);
  if (milliseconds === undefined)
    throw usageError(`${option}: "${text}" is not a duration such as 10s, 1m30s, 500ms, 2h or 7d`);
  return milliseconds;
}
