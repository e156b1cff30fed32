import { usageError } from '../failure.ts';

/** A limit as a number, or as a share of the whole. */
export type CountOrPercent = { count: number } | { percent: number };

/**
 * Reads `3` or `10%`.
 * @param option the option that has it, named in the usage error (exit 2): `--max-failures`
 */
export function parseCountOrPercent(text: string, option: string): CountOrPercent {
  const [, digits, percent] = /^(\d{1,9})(%?)$/.exec(text) ?? [];
  if (digits === undefined || (percent && Number(digits) > 100)) {
    throw usageError(`${option}: "${text}" is neither a number nor a percentage`);
  }
  return percent ? { percent: Number(digits) } : { count: Number(digits) };
}

/** A whole number of at least `least`, or a usage error. */
export function parseCount(text: string, option: string, least = 1): number {
  const limit = parseCountOrPercent(text, option);
  if (!('count' in limit) || limit.count < least) {
    throw usageError(`${option}: "${text}" is not a number of ${least} or more`);
  }
  return limit.count;
}

/** Whether `count` of `total` is more than the limit allows; the limit itself is allowed. */
export const exceeds = (limit: CountOrPercent, count: number, total: number): boolean =>
  'count' in limit ? count > limit.count : count * 100 > limit.percent * total;
