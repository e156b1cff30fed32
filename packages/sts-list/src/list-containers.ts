import { type Kind, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { listObjects } from '@patch-notebook-sts/core/kube/list-objects';
import { Unavailable } from '@patch-notebook-sts/core/kube/read-failure';
import { collectionPath, POD, type Resource } from '@patch-notebook-sts/core/kube/resource';
import { containerRows, type OwnersBetween, ownersBetween, type Skipped } from './container-rows.ts';
import { withoutContradictions } from './contradictions.ts';
import type { Facts } from './facts.ts';
import { type LeftOut, leftOut, oddObject } from './left-out.ts';
import { type ListedRow, listRows } from './listed-row.ts';
import { Pod, ReplicaSet } from './pod.ts';
import { readNamespace } from './read-namespace.ts';
import { createRowBudget, type RowBudget } from './row-budget.ts';

/** Which pods are listed. No namespaces means all of them; none is named twice. */
export interface Scope {
  selector: string;
  namespaces: readonly string[];
  kinds: ReadonlySet<Kind>;
}

/** The rows of a scope, in the order of the file, and what has none. */
export interface Listed {
  rows: ListedRow[];
  /** Pods that need no rows. */
  skipped: Map<Skipped, number>;
  /** Objects that can't be listed. */
  leftOut: LeftOut[];
}

/**
 * Lists the containers of a scope's workloads, each with the facts about its workload. An object that can't be listed does
 * not end the list, because whoever may make pods in one namespace could stop everybody's updates.
 */
export async function listContainers(
  kubectl: Kubectl,
  { selector, namespaces, kinds }: Scope,
  facts: Facts,
  onProgress: (pods: number) => void,
): Promise<Listed> {
  const rows: ListedRow[] = [];
  const skipped: Listed['skipped'] = new Map();
  const out: LeftOut[] = [];
  let budget = createRowBudget();
  let listed = 0;
  for (const namespace of namespaces.length === 0 ? [undefined] : namespaces) {
    const between = await listBetween(kubectl, namespace, selector, kinds, out);
    const before = budget;
    const pods = await listObjects<typeof Pod, ListedRow[] | Skipped | LeftOut>(
      kubectl,
      {
        path: collectionPath(POD, namespace),
        selector,
        item: Pod,
        readOdd: (pod, fault) => oddObject('pod', pod, fault),
        onStart: () => {
          budget = before.copy();
        },
        onProgress: (count) => onProgress(listed + count),
      },
      (pod) => listPod(pod, kinds, between, facts, budget),
    );
    if (namespace !== undefined && pods.length === 0) await requireNamespace(kubectl, namespace);
    listed += pods.length;
    for (const found of pods) {
      if (typeof found === 'string') skipped.set(found, (skipped.get(found) ?? 0) + 1);
      else if (Array.isArray(found)) for (const row of found) rows.push(row);
      else out.push(found);
    }
  }
  const consistent = withoutContradictions(rows);
  return { rows: consistent.rows, skipped, leftOut: out.concat(consistent.leftOut) };
}

/**
 * What stands between the workloads and their pods, such as ReplicaSets. It is read only where such a kind is asked for; it
 * carries the labels of the pods, so that the same selector finds it.
 */
async function listBetween(
  kubectl: Kubectl,
  namespace: string | undefined,
  selector: string,
  kinds: ReadonlySet<Kind>,
  out: LeftOut[],
): Promise<OwnersBetween> {
  const sets: ReplicaSet[] = [];
  for (const resource of resourcesBetween(kinds)) {
    const found = await listObjects<typeof ReplicaSet, ReplicaSet | LeftOut>(
      kubectl,
      {
        path: collectionPath(resource, namespace),
        selector,
        item: ReplicaSet,
        readOdd: (object, fault) => oddObject(resource.kind.toLowerCase(), object, fault),
      },
      (set) => set,
    );
    for (const set of found) {
      if ('metadata' in set) sets.push(set);
      else out.push(set);
    }
  }
  return ownersBetween(sets);
}

function listPod(
  pod: Pod,
  kinds: ReadonlySet<Kind>,
  between: OwnersBetween,
  facts: Facts,
  budget: RowBudget,
): ListedRow[] | Skipped | LeftOut {
  const rows = containerRows(pod, kinds, between, facts);
  if (typeof rows === 'string') return rows;
  const { namespace, name } = pod.metadata;
  const listed = listRows(rows);
  const taken = typeof listed === 'string' ? listed : budget.take(namespace, listed);
  return typeof taken === 'string' ? leftOut('pod', namespace, name, taken) : taken;
}

/** An empty list of a namespace that isn't there is a typing error; who may not read namespaces gets the empty list. */
async function requireNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  await readNamespace(kubectl, namespace).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
  });
}

const resourcesBetween = (kinds: ReadonlySet<Kind>): Set<Resource> =>
  new Set([...kinds].flatMap((kind) => kindInfo(kind).podsThrough ?? []));
