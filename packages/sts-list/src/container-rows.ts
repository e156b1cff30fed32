import { DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import { type Kind, kindInfo, kindOf, kindThrough } from '@patch-notebook-sts/core/kube/kinds';
import { controllerOf } from '@patch-notebook-sts/core/kube/owner-references';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { type Facts, factsFor } from './facts.ts';
import type { Pod, ReplicaSet } from './pod.ts';

/** Why a pod has no rows; the log counts them. */
export type Skipped = 'terminating' | 'finished' | 'without a controller' | 'of another kind';

/** A workload that pods belong to. */
interface PodOwner {
  kind: Kind;
  name: string;
}

/** The workload of each object between pods and a workload, such as a ReplicaSet, by `namespace/name`. */
export type OwnersBetween = ReadonlyMap<string, PodOwner>;

/** Reads the owners of ReplicaSets; one that belongs to nothing that is known is left out. */
export function ownersBetween(sets: readonly ReplicaSet[]): OwnersBetween {
  const owners = new Map<string, PodOwner>();
  for (const { metadata } of sets) {
    const owner = controllerOf(metadata);
    const kind = owner && kindOf(owner.apiVersion, owner.kind);
    if (owner !== undefined && kind !== undefined && kindInfo(kind).podsThrough !== undefined)
      owners.set(`${metadata.namespace}/${metadata.name}`, { kind, name: owner.name });
  }
  return owners;
}

/**
 * The rows of one pod, one for each container of its spec, or why it has none.
 *
 * The status is joined to the spec by the container's name: its order is another, and its `image` may be a bare image
 * id or another tag (https://github.com/kubernetes/kubernetes/issues/51017). A container that has no status yet gets
 * an empty `imageID`. Terminating and finished pods run nothing that a restart could change.
 */
export function containerRows(
  pod: Pod,
  kinds: ReadonlySet<Kind>,
  between: OwnersBetween,
  facts: Facts,
): ContainerRow[] | Skipped {
  const { name, namespace, deletionTimestamp, labels, annotations } = pod.metadata;
  if (deletionTimestamp !== undefined) return 'terminating';
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return 'finished';
  const owner = controllerOf(pod.metadata);
  if (owner === undefined) return 'without a controller';
  const ownKind = kindOf(owner.apiVersion, owner.kind);
  const workload =
    ownKind !== undefined
      ? { kind: ownKind, name: owner.name }
      : kindThrough(owner.apiVersion, owner.kind) && between.get(`${namespace}/${owner.name}`);
  if (workload === undefined || !kinds.has(workload.kind)) return 'of another kind';

  const label = labels?.['notebook-name'];
  const known = factsFor(facts, { kind: workload.kind, namespace, name: workload.name, label });
  const statuses = new Map(pod.status?.containerStatuses?.map((status) => [status.name, status]));
  // Written out, key by key, because a spread takes microseconds; JSON leaves out what is undefined.
  return pod.spec.containers.map((container) => ({
    stsName: workload.name,
    namespace,
    kind: workload.kind,
    pod: name,
    image: statuses.get(container.name) ?? {
      image: container.image,
      imageID: '',
      name: container.name,
      ready: false,
    },
    spec: { image: container.image, imagePullPolicy: container.imagePullPolicy },
    owner: known.owner,
    notebook: known.notebook,
    optOut: known.optOut,
    announcement: known.announcement,
    restartedFor: annotations?.[DIGESTS],
  }));
}
