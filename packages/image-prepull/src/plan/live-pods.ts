import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { listObjects } from '@patch-notebook-sts/core/kube/list-objects';
import { OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import { collectionPath, POD } from '@patch-notebook-sts/core/kube/resource';
import { workloadOfPod } from '@patch-notebook-sts/core/kube/workload-of-pod';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import pLimit from 'p-limit';
import * as z from 'zod';

/** What of a live pod says where its images are to be pulled, and how. */
export const LivePod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
    deletionTimestamp: z.string().optional(),
    ownerReferences: OwnerReferences,
  }),
  spec: z.object({
    nodeName: z.string().optional(),
    runtimeClassName: z.string().optional(),
    imagePullSecrets: z.array(z.object({ name: z.string().optional() })).optional(),
    containers: z.array(z.object({ name: z.string(), imagePullPolicy: z.string().optional() })),
  }),
  status: z.object({ phase: z.string().optional() }).optional(),
});
export type LivePod = z.infer<typeof LivePod>;

/** Lists of namespaces that are asked for at a time. */
const LISTS = 8;

/** The live pods of all workloads in some namespaces, by `workloadId`: one list for each namespace. */
export async function readLivePods(
  kubectl: Kubectl,
  namespaces: Iterable<string>,
): Promise<Map<string, LivePod[]>> {
  const limit = pLimit(LISTS);
  const lists = await limit.map([...new Set(namespaces)], (namespace) =>
    listObjects(
      kubectl,
      // A pod that is not as expected is of nobody's workload; it must not stop the others.
      { path: collectionPath(POD, namespace), item: LivePod, readOdd: () => undefined },
      (pod): LivePod | undefined => pod,
    ),
  );
  return podsByWorkload(lists.flat().filter((pod) => pod !== undefined));
}

/** Pods by the workload that they belong to; those of none, and those that have ended or are about to, are left out. */
export function podsByWorkload(pods: readonly LivePod[]): Map<string, LivePod[]> {
  const found = new Map<string, LivePod[]>();
  for (const pod of pods) {
    const { metadata, status } = pod;
    const owner = workloadOfPod(metadata);
    const isOver = status?.phase === 'Failed' || status?.phase === 'Succeeded';
    if (owner === undefined || isOver || metadata.deletionTimestamp !== undefined) continue;
    const id = workloadId({ ...owner, stsName: owner.name });
    found.set(id, [...(found.get(id) ?? []), pod]);
  }
  return found;
}
