/** Memoizes an async function by its string arguments. Concurrent calls with the same arguments share one run. */
export function memoize<Args extends string[], Result>(
  run: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  const results = new Map<string, Promise<Result>>();
  return (...args) => {
    const key = JSON.stringify(args);
    const result = results.get(key) ?? run(...args);
    results.set(key, result);
    return result;
  };
}
