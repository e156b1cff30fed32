import { usageError } from '@patch-notebook-sts/core/failure';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import { LabelName } from '@patch-notebook-sts/core/kube/kube-names';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { matchesGlob } from '@patch-notebook-sts/core/text/glob';
import { digestsAnnotation } from './digests.ts';

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
  rows: RestartRow[];
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
    const index = waves.findIndex(
      ({ globs, selectors }) =>
        globs.some((glob) => matchesGlob(glob, row.namespace ?? '')) ||
        selectors.some((selector) => hasLabels(row, selector)),
    );
    planned.at(index)?.rows.push(row);
  }
  return planned.filter((wave) => wave.rows.length > 0);
}

/** The first `count` rows, taken from each image in turn, as a wave of their own before the others. */
export function planCanary(rows: readonly RestartRow[], count: number): PlannedWave[] {
  const groups = [...groupBy(rows, digestsAnnotation).values()];
  const inTurn = Array.from({ length: Math.max(0, ...groups.map((group) => group.length)) }, (_, turn) =>
    groups.flatMap((group) => group[turn] ?? []),
  ).flat();
  const canary = new Set(inTurn.slice(0, count));
  const waves = [
    { name: 'canary', rows: rows.filter((row) => canary.has(row)) },
    { name: 'rest', rows: rows.filter((row) => !canary.has(row)) },
  ];
  return waves.filter((wave) => wave.rows.length > 0);
}

/**
 * A wave's batches. Rows that want the same digests stay together: they share a patch, and an image that doesn't
 * start is noticed in the first batch that has it.
 */
export function planBatches(rows: readonly RestartRow[], size: number): RestartRow[][] {
  const ordered = [...groupBy(rows, digestsAnnotation).values()].flat();
  return Array.from({ length: Math.ceil(ordered.length / size) }, (_, i) =>
    ordered.slice(i * size, (i + 1) * size),
  );
}
