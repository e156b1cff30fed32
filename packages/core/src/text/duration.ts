import { usageError } from '../failure.ts';

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const PART = /(\d+(?:\.\d+)?)(ms|[smhd])/g;
const DURATION = new RegExp(`^(?:0|(?:${PART.source})+)$`);

/**
 * A length of time in milliseconds: `10s`, `1m30s`, `500ms`, `2h`, `0`, as kubectl takes them
 * (https://pkg.go.dev/time#ParseDuration), and days, `7d`. A number without a unit is refused: nobody can tell seconds
 * from milliseconds by looking.
 *
 * @param option where it was given, for the refusal: `--pause` (exit 2)
 */
export function parseDuration(text: string, option: string): number {
  if (!DURATION.test(text))
    throw usageError(`${option}: "${text}" is not a duration such as 10s, 1m30s, 500ms, 2h or 7d`);
  let total = 0;
  for (const [, count = '', unit = ''] of text.matchAll(PART)) total += Number(count) * (UNIT_MS[unit] ?? 0);
  return Math.round(total);
}
