import { usageError } from '@patch-notebook-sts/core/failure';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import { LabelName } from '@patch-notebook-sts/core/kube/kube-names';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { matchesGlob } from '@patch-notebook-sts/core/text/glob';

/** A stage of the rollout: the workloads of some namespaces, or those whose pods have some labels. */
export interface Wave {
  name: string;
  /** Namespace globs: `*` for any characters, `?` for one. */
  globs: string[];
  /** Label selectors of pods; told from a glob by their `=`. */
  selectors: string[];
}

/** Reads `NAME=PATTERN[,PATTERN]`; anything else is a usage error. */
export function parseWave(text: string): Wave {
  const [, name = '', rest = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const patterns = rest.split(',').map((pattern) => pattern.trim());
  if (!LabelName.safeParse(name).success || patterns.includes('')) {
    throw usageError(`--wave: "${text}" is not NAME=PATTERN[,PATTERN]`);
  }
  return {
    name,
    globs: patterns.filter((pattern) => !pattern.includes('=')),
    selectors: patterns.filter((pattern) => pattern.includes('=')),
  };
}

/** A wave's rows, in the order in which they are to restart. */
export interface PlannedWave {
  name: string;
  rows: readonly RestartRow[];
  /** What a killed run has begun. It is no trial for the waves after it: they begin at once, whatever comes of it. */
  isResumed?: boolean;
}

/**
 * Divides rows into waves, in the order given; each row goes to the first that takes it, the others come last.
 * Empty waves are left out.
 * @param hasLabels whether a selector chooses a row's pods
 */
export function planWaves(
  rows: readonly RestartRow[],
  waves: readonly Wave[],
  hasLabels: (row: RestartRow, selector: string) => boolean,
): PlannedWave[] {
  const planned = [...waves.map(({ name }) => name), 'rest'].map((name) => ({
    name,
    rows: [] as RestartRow[],
  }));
  for (const row of rows) {
    const index = waves.findIndex((wave) => belongsTo(row, wave, hasLabels));
    planned.at(index)?.rows.push(row);
  }
  return ordered(planned);
}

/** Without the waves that are empty, and each in the order in which its rows start. */
const ordered = (waves: readonly PlannedWave[]): PlannedWave[] =>
  waves.filter(({ rows }) => rows.length > 0).map(({ name, rows }) => ({ name, rows: startOrder(rows) }));

/** The first `count` rows, taken from each image in turn, as a wave of their own before the others. */
export function planCanary(rows: readonly RestartRow[], count: number): PlannedWave[] {
  const groups = [...groupBy(rows, digestsAnnotation).values()];
  const turns = groups.reduce((most, { length }) => Math.max(most, length), 0);
  const inTurn = Array.from({ length: turns }, (_, turn) =>
    groups.flatMap((group) => group[turn] ?? []),
  ).flat();
  const canary = new Set(inTurn.slice(0, count));
  const waves = [
    { name: 'canary', rows: rows.filter((row) => canary.has(row)) },
    { name: 'rest', rows: rows.filter((row) => !canary.has(row)) },
  ];
  return ordered(waves);
}

/**
 * A wave's rows in the order in which they start. Rows that want the same digests stay together: they share a patch, and
 * an image that doesn't start is noticed in the first group that has it.
 */
export const startOrder = (rows: readonly RestartRow[]): RestartRow[] =>
  [...groupBy(rows, digestsAnnotation).values()].flat();

/** A wave that no row belongs to is a usage error: by a typing error, everything would restart at once. */
export function requireMatches(
  rows: readonly RestartRow[],
  waves: readonly Wave[],
  hasLabels: (row: RestartRow, selector: string) => boolean,
): void {
  for (const wave of waves) {
    if (rows.length === 0 || rows.some((row) => belongsTo(row, wave, hasLabels))) continue;
    const patterns = [...wave.globs, ...wave.selectors].join(',');
    throw usageError(`--wave ${wave.name}=${patterns}: no row of the plan matches; nothing was restarted`);
  }
}

const belongsTo = (
  row: RestartRow,
  { globs, selectors }: Wave,
  hasLabels: (row: RestartRow, selector: string) => boolean,
): boolean =>
  globs.some((glob) => matchesGlob(glob, row.namespace ?? '')) ||
  selectors.some((selector) => hasLabels(row, selector));
