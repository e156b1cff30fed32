import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { isNew } from './is-new.ts';
import { type PodState, podLike, whyStuck } from './pod-state.ts';

/**
 * The pods that keep a StatefulSet from its new template: not of the migration, and not able to start. Its controller
 * waits for a pod to get ready before it replaces it, whatever the template says by then.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export const stuckPods = (row: RestartRow, pods: readonly PodState[], restartedAt: string): PodState[] =>
  row.action !== 'migrate' || (row.kind ?? 'StatefulSet') !== 'StatefulSet'
    ? []
    : pods.filter(
        (pod) =>
          pod.metadata.deletionTimestamp === undefined &&
          whyStuck(pod) !== undefined &&
          !isNew(row, restartedAt, podLike(pod)),
      );
