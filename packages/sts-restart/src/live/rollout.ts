import { type Kind, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { WorkloadState } from './workload-state.ts';

/** How many pods the workload is to have. */
export function desiredPods(kind: Kind, { spec, status }: WorkloadState): number {
  const { desired } = kindInfo(kind).status;
  return desired === undefined ? (spec.replicas ?? 1) : (status?.[desired] ?? 0);
}

/** Pods below this ordinal keep their template: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#partitions */
export const partitionOf = ({ spec }: WorkloadState): number =>
  spec.updateStrategy?.rollingUpdate?.partition ?? 0;

/** How many pods a changed template replaces. */
export const replacedPods = (kind: Kind, workload: WorkloadState): number =>
  Math.max(0, desiredPods(kind, workload) - partitionOf(workload));

/** Why a changed template replaces no pod; undefined where it replaces some. */
export function whyNoRollout(kind: Kind, workload: WorkloadState): string | undefined {
  const { updateStrategy, paused } = workload.spec;
  if (updateStrategy?.type === 'OnDelete')
    return 'its update strategy is OnDelete: a restart replaces no pod';
  if (paused) return 'its rollouts are paused';
  if (replacedPods(kind, workload) === 0)
    return `its partition is ${partitionOf(workload)}: a restart replaces no pod`;
  return undefined;
}

/** Whether its controller has seen the present template, and made as many pods of it as it may; they need not be ready. */
export function isUpdated(kind: Kind, workload: WorkloadState): boolean {
  const { status = {}, metadata } = workload;
  return (
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    (status[kindInfo(kind).status.updated] ?? 0) >= replacedPods(kind, workload)
  );
}

/**
 * Whether a rollout is complete: updated, every pod available, and no pod more than there should be. It is the rule of
 * `kubectl rollout status`: https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollout_status.go
 */
export function isRolledOut(kind: Kind, workload: WorkloadState): boolean {
  const { status = {}, spec } = workload;
  const fields = kindInfo(kind).status;
  // Without minReadySeconds ready is available; clusters before 1.22 count no available pods of a StatefulSet.
  const usable = spec.minReadySeconds ? fields.available : fields.ready;
  return (
    isUpdated(kind, workload) &&
    (status[usable] ?? 0) >= desiredPods(kind, workload) &&
    (status[fields.total] ?? 0) === desiredPods(kind, workload)
  );
}
