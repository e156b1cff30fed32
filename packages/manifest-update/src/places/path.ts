/** A key of a map, or an index of a list. */
export type Step = string | number;

const PLAIN_KEY = /^[\w-]+$/;

/** A path as rows have it and `--at` takes it: `a.b[0]["c.d"]`. */
export const formatPath = (steps: readonly Step[]): string =>
  steps
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN_KEY.test(step)) return `[${JSON.stringify(step)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
