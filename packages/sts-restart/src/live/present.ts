import type { AnnotatedObject } from '@patch-notebook-sts/core/rows/annotated-object';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { NotebookState } from './notebook-state.ts';
import type { PodState } from './pod-state.ts';
import type { WorkloadState } from './workload-state.ts';

/** A workload and its pods as they were at one moment; without `workload`, it was gone. */
export interface Snapshot {
  workload?: WorkloadState | undefined;
  pods: readonly PodState[];
}

/** What a restart depends on, as it was just before it. */
export interface Present extends Snapshot {
  /** The Notebook behind the workload; absent where there is none, or where nobody asked for it. */
  notebook?: NotebookState | undefined;
  namespace?: AnnotatedObject | undefined;
}

/** A workload that is about to restart, with its Notebook where the change goes there. */
export interface Target {
  row: RestartRow;
  workload: WorkloadState;
  notebook?: NotebookState | undefined;
}
