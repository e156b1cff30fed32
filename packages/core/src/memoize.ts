/** A memoized function. `cached` gives the result of an earlier call, and undefined if there was none. */
export type Memoized<Args extends string[], Result> = ((...args: Args) => Promise<Result>) & {
  cached: (...args: Args) => Promise<Result> | undefined;
};

/** Memoizes an async function by its string arguments. Concurrent calls with the same arguments share one run. */
export function memoize<Args extends string[], Result>(
  run: (...args: Args) => Promise<Result>,
): Memoized<Args, Result> {
  const results = new Map<string, Promise<Result>>();
  const cached = (...args: Args) => results.get(JSON.stringify(args));
  const memoized = (...args: Args) => {
    const result = cached(...args) ?? run(...args);
    results.set(JSON.stringify(args), result);
    return result;
  };
  return Object.assign(memoized, { cached });
}
