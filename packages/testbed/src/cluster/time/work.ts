import { type Clock, ManualClock } from './clock.ts';

/** Keeps count of what the cluster still has to do by itself, and of the timers that it has running. */
export class Work {
  readonly #clock: Clock;
  /** Work that goes on whatever the clock says. */
  #running = 0;
  /** Work that waits for the clock, and that `settled` waits for. */
  #waiting = 0;
  #timers = new Set<() => void>();
  #waiters = new Set<() => void>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Announces work. The returned function is to be called when it is done, once. */
  begin(): () => void {
    this.#running++;
    return () => {
      this.#running--;
      this.#release();
    };
  }

  /** Runs an action after the present one is over. */
  soon(action: () => void): void {
    const done = this.begin();
    setImmediate(() => {
      if (!this.#closed) action();
      done();
    });
  }

  /** Runs an action after a delay in milliseconds of the clock; until it is done, the cluster is not settled. */
  later(ms: number, action: () => void): void {
    this.#waiting++;
    this.retry(ms, () => {
      this.#waiting--;
      action();
      this.#release();
    });
  }

  /** As `later`, for what may go on for ever, such as pulling an image that is not there: nobody waits for it. */
  retry(ms: number, action: () => void): void {
    if (this.#closed) return;
    const callOff = this.#clock.after(ms, () => {
      this.#timers.delete(callOff);
      action();
    });
    this.#timers.add(callOff);
  }

  /**
   * Moves a manual clock on. What is due on the way happens in its order, each with all that it leads to.
   *
   * @param ms milliseconds
   * @throws when the clock runs by itself
   */
  async advance(ms: number): Promise<void> {
    const clock = this.#clock;
    if (!(clock instanceof ManualClock))
      throw new Error('cluster: its clock runs by itself; start it with timeScale 0 to move it on');
    const end = clock.now() + ms;
    await this.#quiet();
    while (clock.next <= end) {
      clock.runNext();
      await this.#quiet();
    }
    clock.moveTo(end);
  }

  /**
   * Resolves when nothing is pending. A manual clock is moved on as far as that takes.
   *
   * @param timeoutMs milliseconds of the wall clock
   * @throws when it takes longer
   */
  async settled(timeoutMs: number): Promise<void> {
    const clock = this.#clock;
    if (!(clock instanceof ManualClock)) return this.#wait(timeoutMs);
    const deadline = Date.now() + timeoutMs;
    await this.#quiet();
    while (this.#waiting > 0) {
      if (Date.now() > deadline) throw this.#tooSlow(timeoutMs);
      clock.runNext();
      await this.#quiet();
    }
  }

  /** Drops all timers; who waits for the cluster to settle is let go. */
  close(): void {
    this.#closed = true;
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
    this.#running = 0;
    this.#waiting = 0;
    this.#release();
  }

  #wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const released = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(released);
        reject(this.#tooSlow(timeoutMs));
      }, timeoutMs);
      this.#waiters.add(released);
      this.#release();
    });
  }

  /** Resolves when nothing goes on any more but what waits for the clock. */
  async #quiet(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.#running > 0);
  }

  #tooSlow(timeoutMs: number): Error {
    const pending = this.#running + this.#waiting;
    return new Error(`cluster: not settled after ${timeoutMs} ms, ${pending} pieces of work pending`);
  }

  /** Lets go who waits, once the present action and what it has queued are over. */
  #release(): void {
    if (this.#running + this.#waiting > 0) return;
    setImmediate(() => {
      if (this.#running + this.#waiting > 0) return;
      for (const waiter of this.#waiters) waiter();
      this.#waiters.clear();
    });
  }
}
