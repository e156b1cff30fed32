import { DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import { controllerOf } from '@patch-notebook-sts/core/kube/owner-references';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { compareContainers, compareWorkloads, Kind } from '@patch-notebook-sts/core/rows/workload';
import { type Facts, factsFor } from './facts.ts';
import type { Pod, ReplicaSet } from './pod.ts';

/** Why a pod got no rows; counted, so that nobody wonders where it went. */
export type Skipped = 'terminating' | 'finished' | 'without a controller' | 'of another kind';

/** The Deployment of each ReplicaSet, keyed by `namespace/name`. */
export type DeploymentOf = ReadonlyMap<string, string>;

/** Reads the owners of ReplicaSets; one without a Deployment is left out. */
export function deploymentsOf(replicaSets: readonly ReplicaSet[]): DeploymentOf {
  const owners = new Map<string, string>();
  for (const set of replicaSets) {
    const owner = controllerOf(set);
    if (owner?.kind === 'Deployment')
      owners.set(`${set.metadata.namespace}/${set.metadata.name}`, owner.name);
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
  deploymentOf: DeploymentOf,
  facts: Facts,
): ContainerRow[] | Skipped {
  const { name, namespace, deletionTimestamp, labels, annotations } = pod.metadata;
  if (deletionTimestamp !== undefined) return 'terminating';
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return 'finished';
  const owner = controllerOf(pod);
  if (owner === undefined) return 'without a controller';
  const deployment = owner.kind === 'ReplicaSet' ? deploymentOf.get(`${namespace}/${owner.name}`) : undefined;
  const workload = deployment === undefined ? owner : { kind: 'Deployment', name: deployment };
  const kind = Kind.safeParse(workload.kind);
  if (!kind.success || !kinds.has(kind.data)) return 'of another kind';

  const label = labels?.['notebook-name'];
  const known = factsFor(facts, { kind: kind.data, namespace, name: workload.name, label });
  // Written out, key by key, for a spread takes microseconds; JSON leaves out what is undefined.
  return pod.spec.containers.map((container) => ({
    stsName: workload.name,
    namespace,
    kind: kind.data,
    pod: name,
    image: pod.status?.containerStatuses?.find((status) => status.name === container.name) ?? {
      image: container.image,
      imageID: '',
      name: container.name,
      ready: false,
    },
    spec: { image: container.image, imagePullPolicy: container.imagePullPolicy },
    owner: known.owner,
    notebook: known.notebook,
    optOut: known.optOut,
    restartedFor: annotations?.[DIGESTS],
  }));
}

/** The order of the file: namespace, workload, pod, container. The server's own order is that of its keys' bytes. */
export const compareContainerRows = (a: ContainerRow, b: ContainerRow): number =>
  compareWorkloads(a, b) || compareContainers(containerOf(a), containerOf(b));

const containerOf = ({ pod, image }: ContainerRow) => ({ pod, name: image.name });
