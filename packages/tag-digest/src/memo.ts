/** Makes of an asynchronous function one that runs once for the same words, also while the first run is under way. */
export function memo<Args extends string[], Result>(
  run: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  const results = new Map<string, Promise<Result>>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = results.get(key) ?? run(...args);
    results.set(key, known);
    return known;
  };
}
