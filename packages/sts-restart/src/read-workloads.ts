import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { type Workload, workloadId } from '@patch-notebook-sts/core/rows/workload';
import { workloadObject } from './named-object.ts';
import { readObjects } from './read-objects.ts';
import { WorkloadState } from './workload-state.ts';

/** Live workloads by `workloadKey`; with a `failure`, those that are missing may be there all the same. */
export interface ReadWorkloads {
  found: Map<string, WorkloadState>;
  failure?: string | undefined;
}

/** Reads workloads with one kubectl process. */
export async function readWorkloads(
  kubectl: Kubectl,
  workloads: readonly Workload[],
): Promise<ReadWorkloads> {
  const { found, failure } = await readObjects(kubectl, workloads.map(workloadObject), WorkloadState);
  const key = ({ kind, metadata: { name, namespace } }: WorkloadState) =>
    workloadId({ stsName: name, namespace, kind });
  return { found: new Map(found.map((workload) => [key(workload), workload])), failure };
}
