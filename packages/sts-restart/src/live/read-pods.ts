import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import { kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { listObjects } from '@patch-notebook-sts/core/kube/list-objects';
import { type ObjectRef, objectId } from '@patch-notebook-sts/core/kube/object-ref';
import { parseObject, type ReadObjects, readObjects } from '@patch-notebook-sts/core/kube/read-objects';
import { collectionPath, POD } from '@patch-notebook-sts/core/kube/resource';
import { workloadOfPod } from '@patch-notebook-sts/core/kube/workload-of-pod';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { PodState } from './pod-state.ts';
import { desiredPods } from './rollout.ts';
import type { WorkloadState } from './workload-state.ts';

/** A workload with more pods is read through its label selector: what it claims to have must not fill the memory. */
const MOST_BY_NAME = 50;

/** The pods of some workloads, and whatever else was read with them. */
export interface PodsRead {
  objects: ReadObjects;
  podsOf(row: RestartRow): PodState[];
  failureOf(row: RestartRow): string | undefined;
}

/**
 * Reads the pods of workloads: by name where their names are known, and else by the workload's label selector within
 * its namespace, one call for each.
 * @param others read in the same call as the pods that have names
 */
export async function readPods(
  kubectl: Kubectl,
  targets: readonly { row: RestartRow; workload: WorkloadState }[],
  others: readonly ObjectRef[],
): Promise<PodsRead> {
  const named = new Map(targets.map(({ row, workload }) => [row, podRefs(row, workload)]));
  const refs = [...named.values()].flatMap((refs) => refs ?? []);
  const objects = await readObjects(kubectl, [...refs, ...others]);
  const pods = new Map<RestartRow, PodState[]>();
  const failures = new Map<RestartRow, string>();
  for (const { row, workload } of targets) {
    const refs = named.get(row);
    try {
      if (refs === undefined) pods.set(row, await listPods(kubectl, row, workload));
      else pods.set(row, findPods(objects, refs));
    } catch (error) {
      failures.set(row, oneLineMessage(error));
    }
  }
  return {
    objects,
    podsOf: (row) => pods.get(row) ?? [],
    failureOf: (row) => failures.get(row),
  };
}

/** Undefined where nobody knows what its pods are called. */
function podRefs(row: RestartRow, workload: WorkloadState): ObjectRef[] | undefined {
  const kind = kindOfRow(row);
  const count = desiredPods(kind, workload);
  if (!kindInfo(kind).ordinalPods || count > MOST_BY_NAME) return undefined;
  const start = workload.spec.ordinals?.start ?? 0;
  return Array.from({ length: count }, (_, i) => ({
    resource: POD,
    namespace: row.namespace,
    name: `${row.stsName}-${start + i}`,
  }));
}

/** A pod that isn't there is none; one that may be there and could not be read is an error. */
function findPods(objects: ReadObjects, refs: readonly ObjectRef[]): PodState[] {
  return refs.flatMap((ref) => {
    const { value, odd } = parseObject(PodState, objects.found.get(objectId(ref)));
    if (odd !== undefined) throw new Error(`pod ${ref.name}: ${odd}`);
    if (value === undefined && objects.failure !== undefined) throw new Error(objects.failure);
    return value ?? [];
  });
}

async function listPods(kubectl: Kubectl, row: RestartRow, { spec }: WorkloadState): Promise<PodState[]> {
  const labels = Object.entries(spec.selector?.matchLabels ?? {});
  if (labels.length === 0) throw new Error('its selector has no matchLabels, so its pods are not known');
  const pods = await listObjects(
    kubectl,
    {
      path: collectionPath(POD, row.namespace),
      selector: labels.map(([key, value]) => `${key}=${value}`).join(','),
      item: PodState,
    },
    (pod) => pod,
  );
  const kind = kindOfRow(row);
  return pods.filter(({ metadata }) => {
    const owner = workloadOfPod(metadata);
    return owner?.kind === kind && owner.name === row.stsName;
  });
}
