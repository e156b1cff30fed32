import type { OutcomeRow } from '@patch-notebook-sts/core/outcome-row';
import { workloadName } from '@patch-notebook-sts/core/workload';
import type { View } from '@patch-notebook-sts/core/write-rows';

/** Outcomes as people are shown them. */
export const outcomeView: View<OutcomeRow> = {
  columns: [
    { title: 'NAMESPACE', value: (row) => row.namespace ?? '' },
    { title: 'KIND', value: (row) => row.kind ?? '' },
    { title: 'NAME', value: (row) => row.stsName },
    { title: 'OUTCOME', value: (row) => row.outcome },
    { title: 'REASON', value: (row) => row.reason ?? '' },
  ],
  name: workloadName,
};
