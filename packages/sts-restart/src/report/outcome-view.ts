import type { View } from '@patch-notebook-sts/core/io/write-rows';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { workloadWord } from '@patch-notebook-sts/core/rows/workload';
import { workloadColumns } from '@patch-notebook-sts/core/rows/workload-columns';

/** Outcomes as people are shown them. */
export const outcomeView: View<OutcomeRow> = {
  columns: [
    ...workloadColumns,
    { title: 'OUTCOME', value: (row) => row.outcome },
    { title: 'REASON', value: (row) => row.reason ?? '' },
  ],
  name: workloadWord,
};
