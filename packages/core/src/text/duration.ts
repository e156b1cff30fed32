const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const PART = /(\d+(?:\.\d+)?)(ms|[smhd])/g;
const DURATION = new RegExp(`^(?:0|(?:${PART.source})+)$`);

/**
 * A length of time in milliseconds: `10s`, `1m30s`, `500ms`, `2h`, `0`, as kubectl takes them
 * (https://pkg.go.dev/time#ParseDuration), and days, `7d`. Undefined for anything else. A number without a unit is
 * nothing, because nobody can tell seconds from milliseconds by looking.
 */
export function readDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, count = '', unit = ''] of text.matchAll(PART)) total += Number(count) * (UNIT_MS[unit] ?? 0);
  return Math.round(total);
}

/** A length of time for people, in its two largest units: `45 s`, `3 min`, `2 h 5 min`, `14 d`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
