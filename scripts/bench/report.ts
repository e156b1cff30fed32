import { markdownTable } from '@patch-notebook-sts/core/text/markdown';

/**
 * One line of the report. Times are medians in milliseconds, memory is in megabytes; what an API server did is in requests,
 * kilobytes and objects.
 */
export interface Row {
  what: string;
  comparedWith: string;
  measured: number;
  baseline: number;
  unit: 'ms' | 'MB' | 'requests' | 'kB' | 'objects';
  /** How many times the baseline it may take, or how many times faster it has to be; some figures are only shown. */
  target?: { atMost: number } | { atLeast: number };
}

/** How many times the baseline it takes; or, where the target is to be faster, how many times faster it is. */
export const ratio = ({ measured, baseline, target }: Row): number =>
  target !== undefined && 'atLeast' in target ? baseline / measured : measured / baseline;

/** Whether a row meets its target; undefined if it has none. */
export function meetsTarget(row: Row): boolean | undefined {
  const { target } = row;
  if (target === undefined) return undefined;
  return 'atMost' in target ? ratio(row) <= target.atMost : ratio(row) >= target.atLeast;
}

const targetText = ({ target }: Row): string => {
  if (target === undefined) return '';
  return 'atMost' in target ? `at most ${target.atMost}x` : `at least ${target.atLeast}x`;
};

const columns: [string, (row: Row) => string][] = [
  ['what', ({ what }) => what],
  ['measured', ({ measured, unit }) => `${measured.toFixed(0)} ${unit}`],
  ['compared with', ({ comparedWith }) => comparedWith],
  ['baseline', ({ baseline, unit }) => `${baseline.toFixed(0)} ${unit}`],
  ['ratio', (row) => `${ratio(row).toFixed(2)}x`],
  ['target', targetText],
  ['', (row) => ({ true: 'met', false: 'missed', undefined: '' })[`${meetsTarget(row)}`]],
];

/** The report as a Markdown table. */
export const report = (rows: readonly Row[]): string =>
  markdownTable(
    columns.map(([title]) => title),
    rows.map((row) => columns.map(([, cell]) => cell(row))),
  );
