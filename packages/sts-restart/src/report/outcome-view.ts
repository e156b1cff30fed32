import type { View } from '@patch-notebook-sts/core/io/write-rows';
import type { Outcome, OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { workloadWord } from '@patch-notebook-sts/core/rows/workload';
import { workloadColumns } from '@patch-notebook-sts/core/rows/workload-columns';
import type { Colour } from '@patch-notebook-sts/core/text/table';

const COLOURS: { [outcome in Outcome]?: Colour } = {
  failed: 'red',
  'not-attempted': 'yellow',
  verified: 'green',
};

/** Outcomes as people are shown them. */
export const outcomeView: View<OutcomeRow> = {
  columns: [
    ...workloadColumns,
    { title: 'OUTCOME', value: (row) => row.outcome, colour: ({ outcome }) => COLOURS[outcome] },
    { title: 'REASON', value: (row) => row.reason ?? '' },
  ],
  rank: ({ outcome }) => (outcome === 'failed' ? 0 : outcome === 'not-attempted' ? 1 : 2),
  name: workloadWord,
};
