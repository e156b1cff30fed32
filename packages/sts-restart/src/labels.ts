import { toolFailure } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import * as z from 'zod';
import { ownerKey, PodState } from './pod-state.ts';
import { askAgain } from './retry.ts';

const Pods = z.object({ items: z.array(PodState) });

/**
 * Asks the API server which workloads' pods each label selector chooses, so that a selector means here what it means to
 * kubectl. A selector that can't be asked is a Failure (exit 1): its wave would be another.
 */
export async function readSelected(
  kubectl: Kubectl,
  selectors: readonly string[],
  signal: AbortSignal,
): Promise<(row: RestartRow, selector: string) => boolean> {
  const chosen = new Map<string, Set<string>>();
  for (const labelSelector of new Set(selectors)) {
    const path = `/api/v1/pods?${new URLSearchParams({ labelSelector })}`;
    const { stdout, failure } = await askAgain(() => kubectl(['get', '--raw', path]), signal);
    if (failure !== undefined)
      throw toolFailure(`--wave: cannot list the pods of ${labelSelector}: ${failure}`);
    chosen.set(labelSelector, new Set(Pods.parse(JSON.parse(stdout)).items.map(ownerKey)));
  }
  return (row, selector) => chosen.get(selector)?.has(workloadId(row)) ?? false;
}
