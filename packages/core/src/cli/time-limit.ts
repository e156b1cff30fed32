import { oneLineMessage, toolFailure } from '../failure.ts';
import { formatDuration } from '../text/duration.ts';
import { parseDuration } from './parse-duration.ts';

/** A limit of time for a part of a command. */
export interface TimeLimit {
  /** Aborted when the time is over, or the command is interrupted. */
  signal: AbortSignal;
  /** Runs that part. A failure after the time was over says so, and what was waited for (exit 1). */
  run<T>(part: () => Promise<T>): Promise<T>;
}

/**
 * @param text a duration; 0 is no limit
 * @param option where it was given: `--timeout`
 * @param interrupt aborted by SIGINT and SIGTERM
 */
export function createTimeLimit(text: string, option: string, interrupt: AbortSignal): TimeLimit {
  const milliseconds = parseDuration(text, option);
  const timeout = milliseconds > 0 ? AbortSignal.timeout(milliseconds) : undefined;
  return {
    signal: timeout === undefined ? interrupt : AbortSignal.any([interrupt, timeout]),
    run: async (part) => {
      try {
        return await part();
      } catch (error) {
        if (!timeout?.aborted) throw error;
        throw toolFailure(
          `not done after ${formatDuration(milliseconds)} (${option}): ${oneLineMessage(error)}`,
        );
      }
    },
  };
}
