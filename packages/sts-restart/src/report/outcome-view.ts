import type { View } from '@patch-notebook-sts/core/io/write-rows';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { workloadWord } from '@patch-notebook-sts/core/rows/workload';

/** Outcomes as people are shown them. */
export const outcomeView: View<OutcomeRow> = {
  columns: [
    { title: 'NAMESPACE', value: (row) => row.namespace ?? '' },
    { title: 'KIND', value: (row) => row.kind ?? '' },
    { title: 'NAME', value: (row) => row.stsName },
    { title: 'OUTCOME', value: (row) => row.outcome },
    { title: 'REASON', value: (row) => row.reason ?? '' },
  ],
  name: workloadWord,
};
