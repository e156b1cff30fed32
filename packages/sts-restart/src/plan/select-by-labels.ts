import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { listObjects } from '@patch-notebook-sts/core/kube/list-objects';
import { OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import { collectionPath, POD } from '@patch-notebook-sts/core/kube/resource';
import { workloadOfPod } from '@patch-notebook-sts/core/kube/workload-of-pod';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import * as z from 'zod';

const Pod = z.object({
  metadata: z.object({
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
    ownerReferences: OwnerReferences,
  }),
});

/**
 * Asks the API server which workloads' pods each label selector chooses, so that a selector means here what it means to
 * kubectl. A selector that can't be asked is a Failure (exit 1): its wave would be another.
 */
export async function selectByLabels(
  kubectl: Kubectl,
  selectors: readonly string[],
): Promise<(row: RestartRow, selector: string) => boolean> {
  const chosen = new Map<string, Set<string>>();
  for (const selector of new Set(selectors)) {
    const ids = new Set<string>();
    const request = { path: collectionPath(POD), selector, item: Pod };
    try {
      await listObjects(kubectl, request, ({ metadata }) => {
        const workload = workloadOfPod(metadata);
        if (workload !== undefined) ids.add(workloadId({ ...workload, stsName: workload.name }));
      });
    } catch (error) {
      throw toolFailure(`--wave ${selector}: ${oneLineMessage(error)}`);
    }
    chosen.set(selector, ids);
  }
  return (row, selector) => chosen.get(selector)?.has(workloadId(row)) ?? false;
}
