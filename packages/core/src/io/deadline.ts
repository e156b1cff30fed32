import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** Node keeps a timer's delay in 31 bits; a longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time limit of the whole command. */
export interface Deadline {
  /** Aborted when the time is up. */
  signal: AbortSignal;
  remainingMs(): number;
  /** Waits for `ms`, or until the deadline if that is sooner. */
  sleep(ms: number): Promise<void>;
}

/** Starts the clock of `--timeout`. @param ms 0 means no limit */
export function startDeadline(ms: number): Deadline {
  const limit = ms === 0 ? LONGEST_TIMER_MS : Math.min(ms, LONGEST_TIMER_MS);
  const end = performance.now() + limit;
  const signal = AbortSignal.timeout(limit);
  // Every request in progress listens, and Node would warn of a leak.
  setMaxListeners(0, signal);
  return {
    signal,
    remainingMs: () => Math.max(0, end - performance.now()),
    sleep: async (ms) => {
      await setTimeout(ms, undefined, { signal }).catch(() => {});
    },
  };
}
