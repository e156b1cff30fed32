import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import type { Kind } from '@patch-notebook-sts/core/rows/workload';
import { containerRows, deploymentsOf, type Skipped } from './container-rows.ts';
import type { Facts } from './facts.ts';
import { listObjects } from './list-objects.ts';
import { Pod, ReplicaSet } from './pod.ts';

/** Which pods are listed: no namespaces means all of them, and none is named twice. */
export interface Scope {
  selector: string;
  namespaces: readonly string[];
  kinds: ReadonlySet<Kind>;
}

/**
 * Lists the containers of a scope's workloads, in the server's order, each with the facts about its workload, and counts
 * the pods that were left out.
 * ReplicaSets are read only where Deployments are asked for; they carry the labels of their pods, so the same selector
 * finds them.
 */
export async function listContainers(
  kubectl: Kubectl,
  { selector, namespaces, kinds }: Scope,
  facts: Facts,
  onProgress: (pods: number) => void,
): Promise<{ rows: ContainerRow[]; skipped: Map<Skipped, number> }> {
  const scopes = namespaces.length === 0 ? [''] : namespaces.map((name) => `/namespaces/${name}`);
  const rows: ContainerRow[] = [];
  const skipped = new Map<Skipped, number>();
  let listed = 0;
  for (const scope of scopes) {
    const replicaSets = kinds.has('Deployment')
      ? await listObjects(kubectl, `/apis/apps/v1${scope}/replicasets`, selector, ReplicaSet, (set) => set)
      : [];
    const deploymentOf = deploymentsOf(replicaSets);
    const pods = await listObjects(
      kubectl,
      `/api/v1${scope}/pods`,
      selector,
      Pod,
      (pod) => containerRows(pod, kinds, deploymentOf, facts),
      (count) => onProgress(listed + count),
    );
    listed += pods.length;
    for (const found of pods) {
      if (typeof found === 'string') skipped.set(found, (skipped.get(found) ?? 0) + 1);
      else rows.push(...found);
    }
  }
  return { rows, skipped };
}
