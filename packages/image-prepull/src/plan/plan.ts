import { createHash } from 'node:crypto';
import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { type Change, changesOf } from '@patch-notebook-sts/core/rows/changes';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import type { LivePod } from './live-pods.ts';

/** An image that a node is to have, and the pod that pulls it. */
export interface Pull {
  /** The same for the same pull, and a part of its pod's name. */
  id: string;
  node: string;
  /** `repository@digest`, of the index where the tag points to one. */
  image: string;
  /** The namespace of the pod that pulls. */
  namespace: string;
  /** Each runtime class may keep images of its own: https://kubernetes.io/docs/concepts/containers/runtime-class/ */
  runtimeClass?: string;
  /** Names of pull secrets in that namespace. */
  secrets: readonly string[];
  /** In bytes, where the row says it. */
  size?: number;
}

/** A workload, and what has to be pulled before it may restart. */
export interface PlannedWorkload {
  row: RestartRow;
  pulls: readonly Pull[];
  /** Why nothing is pulled for it; it may restart all the same. */
  remark?: string;
}

/** Where the pods that pull are made: all in one namespace, or each in that of its workload and with its pull secrets. */
export type PullerPlace = { namespace: string; secrets: readonly string[] } | 'in-workload-namespace';

export interface Plan {
  workloads: readonly PlannedWorkload[];
  /** Each pull once, by node and image. */
  pulls: readonly Pull[];
}

/**
 * What has to be pulled on which nodes: each wanted image on each node that a workload has a live pod on. A restarted pod
 * nearly always comes back to its node, because its volume or its pool is there.
 * @param pods live pods by `workloadId`
 */
export function planPulls(
  rows: readonly RestartRow[],
  pods: ReadonlyMap<string, readonly LivePod[]>,
  place: PullerPlace,
): Plan {
  const found = rows.map((row) => {
    const placed = (pods.get(workloadId(row)) ?? []).filter(({ spec }) => spec.nodeName !== undefined);
    return { row, placed, wanted: placed.flatMap((pod) => pullsOf(row, pod, place)) };
  });
  const pulls = new Map<string, Pull>();
  for (const { wanted } of found)
    for (const pull of wanted) pulls.set(pull.id, merged(pulls.get(pull.id), pull));
  return {
    workloads: found.map(({ row, placed, wanted }) =>
      wanted.length === 0
        ? { row, pulls: [], remark: whyNothing(row, placed) }
        : { row, pulls: [...new Set(wanted.map(({ id }) => pulls.get(id) as Pull))] },
    ),
    pulls: [...pulls.values()].sort(comparePulls),
  };
}

function pullsOf(row: RestartRow, pod: LivePod, place: PullerPlace): Pull[] {
  const { nodeName: node = '', runtimeClassName: runtimeClass, imagePullSecrets = [] } = pod.spec;
  const inOne = place === 'in-workload-namespace' ? undefined : place;
  const namespace = inOne?.namespace ?? pod.metadata.namespace;
  const secrets = inOne?.secrets ?? imagePullSecrets.flatMap(({ name }) => name ?? []);
  return changesOf(row).flatMap((change) => {
    const image = imageOf(change);
    if (image === undefined || whyPointless(change, pod) !== undefined) return [];
    const id = createHash('sha256')
      .update(JSON.stringify([node, image, namespace, runtimeClass]))
      .digest('hex')
      .slice(0, 20);
    const size = sizeOf(change);
    return {
      id,
      node,
      image,
      namespace,
      secrets,
      ...(runtimeClass === undefined ? {} : { runtimeClass }),
      ...(size === undefined ? {} : { size }),
    };
  });
}

/** By digest, because pulling the tag would move it for every other pod of the node too. */
function imageOf({ to, wanted }: Change): string | undefined {
  const repository = parseReference(to)?.repository;
  return repository === undefined || wanted === undefined ? undefined : `${repository}@${wanted}`;
}

/** The largest platform's, because the node's is not known. */
function sizeOf({ details }: Change): number | undefined {
  const sizes = Object.values(details?.size ?? {});
  return sizes.length === 0 ? undefined : sizes.reduce((most, size) => Math.max(most, size));
}

/**
 * Why a container would not start from an image that was pulled by its digest.
 * https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
 */
function whyPointless(change: Change, { spec }: LivePod): string | undefined {
  const { name, image, to } = change;
  const live = spec.containers.find((container) => container.name === name);
  const policy = change.imagePullPolicy ?? live?.imagePullPolicy ?? 'Always';
  if (imageOf(change) === undefined) return `nobody knows the digest of ${to}`;
  if (policy === 'Never')
    return `container ${name} has the pull policy Never, so its node never asks for an image`;
  if (policy === 'IfNotPresent' && to === image)
    return `container ${name} has the pull policy IfNotPresent, so it starts what its node has under ${image}`;
  return undefined;
}

function whyNothing(row: RestartRow, pods: readonly LivePod[]): string {
  if (pods.length === 0) return 'it has no pod on a node';
  const reasons = pods.flatMap((pod) => changesOf(row).flatMap((change) => whyPointless(change, pod) ?? []));
  return [...new Set(reasons)].join('; ');
}

const merged = (before: Pull | undefined, pull: Pull): Pull => ({
  ...before,
  ...pull,
  secrets: [...new Set([...(before?.secrets ?? []), ...pull.secrets])],
});

const comparePulls = (a: Pull, b: Pull): number =>
  byCodeUnit(a.node, b.node) ||
  byCodeUnit(a.image, b.image) ||
  byCodeUnit(a.namespace, b.namespace) ||
  byCodeUnit(a.runtimeClass ?? '', b.runtimeClass ?? '');
