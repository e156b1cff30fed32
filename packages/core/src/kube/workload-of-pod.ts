import type * as z from 'zod';
import { type Kind, kindOf, kindThrough } from './kinds.ts';
import { controllerOf, type OwnerReferences } from './owner-references.ts';

/** What of a pod's metadata says which workload it belongs to. */
export interface PodMetadata {
  namespace: string;
  labels?: Record<string, string> | undefined;
  ownerReferences?: z.infer<typeof OwnerReferences>;
}

/**
 * The workload of a pod; undefined for one of no known kind.
 *
 * A Deployment's pods belong to a ReplicaSet, which is called like the Deployment and the hash of its template.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
 */
export function workloadOfPod({
  namespace,
  labels,
  ownerReferences,
}: PodMetadata): { kind: Kind; namespace: string; name: string } | undefined {
  const owner = controllerOf({ ownerReferences });
  if (owner === undefined) return undefined;
  const kind = kindOf(owner.apiVersion, owner.kind);
  if (kind !== undefined) return { kind, namespace, name: owner.name };
  const through = kindThrough(owner.apiVersion, owner.kind);
  const end = `-${labels?.['pod-template-hash']}`;
  if (through === undefined || !owner.name.endsWith(end)) return undefined;
  return { kind: through, namespace, name: owner.name.slice(0, -end.length) };
}
