import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** A longer timer would fire at once: Node keeps its delay in 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The end of the whole command. */
export interface Deadline {
  /** Aborted when the time is over. */
  signal: AbortSignal;
  remainingMs(): number;
  /** Waits, but no longer than the deadline. */
  sleep(ms: number): Promise<void>;
}

/** Starts the clock of `--timeout`. @param ms 0: no limit */
export function startDeadline(ms: number): Deadline {
  const limit = ms === 0 ? LONGEST_TIMER_MS : Math.min(ms, LONGEST_TIMER_MS);
  const end = performance.now() + limit;
  const signal = AbortSignal.timeout(limit);
  // Everything that is under way listens; Node would take that for a leak.
  setMaxListeners(0, signal);
  return {
    signal,
    remainingMs: () => Math.max(0, end - performance.now()),
    sleep: async (ms) => {
      await setTimeout(ms, undefined, { signal }).catch(() => {});
    },
  };
}
