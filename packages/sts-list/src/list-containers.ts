import { type Kind, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { listObjects } from '@patch-notebook-sts/core/kube/list-objects';
import { Unavailable } from '@patch-notebook-sts/core/kube/read-failure';
import { collectionPath, POD, type Resource } from '@patch-notebook-sts/core/kube/resource';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { containerRows, ownersBetween, type Skipped } from './container-rows.ts';
import type { Facts } from './facts.ts';
import { Pod, ReplicaSet } from './pod.ts';
import { readNamespace } from './read-namespace.ts';

/** Which pods are listed. No namespaces means all of them; none is named twice. */
export interface Scope {
  selector: string;
  namespaces: readonly string[];
  kinds: ReadonlySet<Kind>;
}

/**
 * Lists the containers of a scope's workloads, in the server's order, each with the facts about its workload, and counts
 * the pods that were left out.
 *
 * What stands between a workload and its pods, such as ReplicaSets, is read only where such a kind is asked for; it
 * carries the labels of the pods, so that the same selector finds it.
 */
export async function listContainers(
  kubectl: Kubectl,
  { selector, namespaces, kinds }: Scope,
  facts: Facts,
  onProgress: (pods: number) => void,
): Promise<{ rows: ContainerRow[]; skipped: Map<Skipped, number> }> {
  const rows: ContainerRow[] = [];
  const skipped = new Map<Skipped, number>();
  let listed = 0;
  for (const namespace of namespaces.length === 0 ? [undefined] : namespaces) {
    const sets: ReplicaSet[] = [];
    for (const resource of resourcesBetween(kinds)) {
      const request = { path: collectionPath(resource, namespace), selector, item: ReplicaSet };
      await listObjects(kubectl, request, (set) => sets.push(set));
    }
    const between = ownersBetween(sets);
    const path = collectionPath(POD, namespace);
    const request = { path, selector, item: Pod, onProgress: (count: number) => onProgress(listed + count) };
    const pods = await listObjects(kubectl, request, (pod) => containerRows(pod, kinds, between, facts));
    if (namespace !== undefined && pods.length === 0) await requireNamespace(kubectl, namespace);
    listed += pods.length;
    for (const found of pods) {
      if (typeof found === 'string') skipped.set(found, (skipped.get(found) ?? 0) + 1);
      else rows.push(...found);
    }
  }
  return { rows, skipped };
}

/** An empty list of a namespace that isn't there is a typing error; who may not read namespaces gets the empty list. */
async function requireNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  await readNamespace(kubectl, namespace).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
  });
}

const resourcesBetween = (kinds: ReadonlySet<Kind>): Set<Resource> =>
  new Set([...kinds].flatMap((kind) => kindInfo(kind).podsThrough ?? []));
