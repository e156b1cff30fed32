import { kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { isNew } from './is-new.ts';
import { isTerminating, type PodState, podLike } from './pod-state.ts';
import type { Snapshot } from './present.ts';
import { troubleOf } from './trouble.ts';
import { templateLike } from './workload-state.ts';

/**
 * The pods that keep a migrated StatefulSet from its new template, once that is there: old, and not able to start. Its
 * controller waits for such a pod to get ready before it replaces it, whatever the template says by then.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export function stuckPods(row: RestartRow, { workload, pods }: Snapshot, startedAt: string): PodState[] {
  if (row.action !== 'migrate' || !kindInfo(kindOfRow(row)).ordinalPods) return [];
  // A Notebook's change takes its controller a moment; a pod deleted before would come back the same.
  if (workload === undefined || !isNew(row, startedAt, templateLike(workload))) return [];
  return pods.filter(
    (pod) => !isTerminating(pod) && troubleOf(pod) !== undefined && !isNew(row, startedAt, podLike(pod)),
  );
}
