/** Events in the order in which they come, for one reader. */
export interface Inbox<T> {
  put(event: T): void;
  /** Makes the reader throw. */
  fail(error: unknown): void;
  /** The next event; undefined once the moment has passed, in milliseconds of `performance.now()`. */
  take(until: number | undefined): Promise<T | undefined>;
}

/** The longest that a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1;

export function createInbox<T>(): Inbox<T> {
  const events: T[] = [];
  let failure: { error: unknown } | undefined;
  let wake = () => {};
  return {
    put: (event) => {
      events.push(event);
      wake();
    },
    fail: (error) => {
      failure ??= { error };
      wake();
    },
    take: async (until) => {
      if (events.length === 0 && failure === undefined) {
        await new Promise<void>((resolve) => {
          const ms =
            until === undefined ? LONGEST_MS : Math.min(Math.max(0, until - performance.now()), LONGEST_MS);
          const timer = setTimeout(resolve, Math.ceil(ms));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      if (failure !== undefined) throw failure.error;
      return events.shift();
    },
  };
}
