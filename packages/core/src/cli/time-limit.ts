import { oneLineMessage, toolFailure } from '../failure.ts';
import { formatDuration } from '../text/duration.ts';
import { parseDuration } from './parse-duration.ts';

/** A limit of time for a part of a command. */
export interface TimeLimit {
  /** Aborted when the time is over, the command is interrupted, or the part has ended. */
  signal: AbortSignal;
  /**
   * Runs that part, once. A failure after the time was over says so, and what was waited for (exit 1). What the part
   * leaves behind is ended: of two requests at a time one may fail while the other hangs.
   */
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
  const ended = new AbortController();
  return {
    signal: AbortSignal.any([interrupt, ended.signal, ...(timeout === undefined ? [] : [timeout])]),
    run: async (part) => {
      try {
        return await part();
      } catch (error) {
        if (!timeout?.aborted) throw error;
        throw toolFailure(
          `not done after ${formatDuration(milliseconds)} (${option}): ${oneLineMessage(error)}`,
        );
      } finally {
        ended.abort();
      }
    },
  };
}
