interface Waiter {
  resolve: () => void;
}

/** Keeps count of what the cluster still has to do by itself, and of the timers that it has running. */
export class Work {
  #pending = 0;
  #timers = new Set<NodeJS.Timeout>();
  #waiters = new Set<Waiter>();
  #closed = false;

  /** Announces work. To be called when it is done, once. */
  begin(): () => void {
    this.#pending++;
    return () => {
      this.#pending--;
      if (this.#pending === 0) setImmediate(() => this.#release());
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

  /** Runs an action after a delay in milliseconds; until it is done, the cluster is not settled. */
  later(ms: number, action: () => void): void {
    const done = this.begin();
    this.retry(ms, () => {
      action();
      done();
    });
  }

  /** As `later`, for what may go on for ever, such as pulling an image that is not there: nobody waits for it. */
  retry(ms: number, action: () => void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }

  /**
   * Resolves when nothing is pending.
   *
   * @param timeoutMs milliseconds
   * @throws when it takes longer
   */
  settled(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = {
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(
          new Error(`cluster: not settled after ${timeoutMs} ms, ${this.#pending} pieces of work pending`),
        );
      }, timeoutMs);
      this.#waiters.add(waiter);
      setImmediate(() => this.#release());
    });
  }

  /** Drops all timers; who waits for the cluster to settle is let go. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#pending = 0;
    this.#release();
  }

  #release(): void {
    if (this.#pending > 0) return;
    for (const waiter of this.#waiters) waiter.resolve();
    this.#waiters.clear();
  }
}
