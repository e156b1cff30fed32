/** One line of the report. Times are medians in milliseconds, memory is in megabytes. */
export interface Row {
  what: string;
  comparedWith: string;
  ours: number;
  theirs: number;
  unit: 'ms' | 'MB';
  /** What is to be reached: ours is at most `times` theirs, or theirs at least `times` ours. */
  reach: { atMost: number } | { atLeast: number };
}

/** Ours in terms of theirs, the way round that the reach is said. */
export const ratio = ({ ours, theirs, reach }: Row): number =>
  'atMost' in reach ? ours / theirs : theirs / ours;

export const isReached = (row: Row): boolean =>
  'atMost' in row.reach ? ratio(row) <= row.reach.atMost : ratio(row) >= row.reach.atLeast;

const columns: [string, (row: Row) => string][] = [
  ['what', ({ what }) => what],
  ['ours', ({ ours, unit }) => `${ours.toFixed(0)} ${unit}`],
  ['compared with', ({ comparedWith }) => comparedWith],
  ['theirs', ({ theirs, unit }) => `${theirs.toFixed(0)} ${unit}`],
  ['ratio', (row) => `${ratio(row).toFixed(2)}x`],
  ['reach', ({ reach }) => ('atMost' in reach ? `at most ${reach.atMost}x` : `at least ${reach.atLeast}x`)],
  ['', (row) => (isReached(row) ? 'reached' : 'missed')],
];

/** The report as a Markdown table. */
export function markdown(rows: readonly Row[]): string {
  const lines = [
    columns.map(([title]) => title),
    columns.map(() => '---'),
    ...rows.map((row) => columns.map(([, cell]) => cell(row))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
