/** The cluster's time: whatever happens in it later waits for this clock, and objects carry its time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs an action after a delay in milliseconds. Returns the function that calls it off. */
  after(ms: number, action: () => void): () => void;
}

/** A clock that starts with the wall clock's time and runs `scale` times as fast. */
export function runningClock(scale = 1): Clock {
  const start = Date.now();
  // not the wall clock, which may be set back while tests run
  const monotonic = performance.now();
  return {
    now: () => start + (performance.now() - monotonic) * scale,
    after(ms, action) {
      const timer = setTimeout(action, ms / scale);
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands still until a test moves it on. */
export class ManualClock implements Clock {
  #now = Date.now();
  #timers: { at: number; action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action };
    const later = this.#timers.findIndex(({ at }) => at > timer.at);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** When the next action is due; Infinity when none waits. */
  get next(): number {
    return this.#timers[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Moves on to the next action, and runs it. */
  runNext(): void {
    const timer = this.#timers.shift();
    if (!timer) return;
    this.moveTo(timer.at);
    timer.action();
  }

  moveTo(moment: number): void {
    this.#now = Math.max(this.#now, moment);
  }
}

/** A moment as the API writes it: RFC 3339 in UTC, whole seconds. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
