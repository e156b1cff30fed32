import type { View } from '@patch-notebook-sts/core/io/write-rows';
import { type Workload, workloadWord } from '@patch-notebook-sts/core/rows/workload';
import { workloadColumns } from '@patch-notebook-sts/core/rows/workload-columns';
import type { Colour } from '@patch-notebook-sts/core/text/table';

export const outcomes = [
  'failed',
  'not-attempted',
  'skipped',
  'planned',
  'announced',
  'renewed',
  'reported',
  'cancelled',
] as const;

/** What came of telling an owner. `planned` is that of a dry run: nobody was told. */
export type AnnounceOutcome = (typeof outcomes)[number];

/** A row of sts-announce. */
export interface AnnounceRow extends Workload {
  outcome: AnnounceOutcome;
  reason?: string | undefined;
  /** The announcement that stands, or that has ended. */
  plannedFor?: string | undefined;
  announcedAt?: string | undefined;
  digests?: string | undefined;
}

const COLOURS: { [outcome in AnnounceOutcome]?: Colour } = { failed: 'red', 'not-attempted': 'yellow' };

export const announceView: View<AnnounceRow> = {
  columns: [
    ...workloadColumns,
    { title: 'OUTCOME', value: (row) => row.outcome, colour: ({ outcome }) => COLOURS[outcome] },
    { title: 'PLANNED FOR', value: (row) => row.plannedFor ?? '' },
    { title: 'REASON', value: (row) => row.reason ?? '' },
  ],
  rank: ({ outcome }) => outcomes.indexOf(outcome),
  name: workloadWord,
};

/** `204 announced, 3 skipped`; what did not occur is left out. */
export function countLine(rows: readonly AnnounceRow[]): string {
  const counts = outcomes.map((outcome) => {
    const count = rows.filter((row) => row.outcome === outcome).length;
    return count === 0 ? '' : `${count} ${outcome}`;
  });
  return counts.filter(Boolean).join(', ') || 'nothing to announce';
}
