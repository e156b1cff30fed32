import type { Column } from '../text/table.ts';
import type { Workload } from './workload.ts';

/** The columns that name a workload, as every table begins. */
export const workloadColumns: readonly Column<Workload>[] = [
  { title: 'NAMESPACE', value: ({ namespace }) => namespace ?? '' },
  { title: 'KIND', value: ({ kind }) => kind ?? '', onlyIfDifferent: true },
  { title: 'NAME', value: ({ stsName }) => stsName },
];
