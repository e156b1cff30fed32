import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import * as z from 'zod';
import { ownerKey, PodState } from './pod-state.ts';
import { type WorkloadState, wantedPods } from './workload-state.ts';

const PodList = z.object({ items: z.array(PodState) });

/** The label that the StatefulSet controller gives to each pod: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-name-label */
const POD_NAME = 'statefulset.kubernetes.io/pod-name';

/** Names in one selector: it has to fit on a command line and in a URL. */
const NAMES_PER_CALL = 500;

/**
 * Reads the pods of workloads, by `workloadKey`: one kubectl call for all StatefulSets together, and one for each
 * Deployment and DaemonSet, whose pods' names nobody knows beforehand.
 * A call that fails gives nothing for its workloads, and `failure` has its sentence.
 */
export async function readPods(
  kubectl: Kubectl,
  workloads: readonly WorkloadState[],
): Promise<{ pods: Map<string, PodState[]>; failure?: string | undefined }> {
  const sets = workloads.filter(({ kind }) => kind === 'StatefulSet');
  const names = [...new Set(sets.flatMap(podNames))].sort();
  const namespaces = new Set(sets.map(({ metadata }) => metadata.namespace));
  const scope = namespaces.size === 1 ? `/namespaces/${[...namespaces]}` : '';
  const paths = Array.from({ length: Math.ceil(names.length / NAMES_PER_CALL) }, (_, i) =>
    podsPath(
      scope,
      `${POD_NAME} in (${names.slice(i * NAMES_PER_CALL, (i + 1) * NAMES_PER_CALL).join(',')})`,
    ),
  );
  for (const { kind, metadata, spec } of workloads) {
    if (kind === 'StatefulSet') continue;
    const labels = Object.entries(spec.selector?.matchLabels ?? {});
    paths.push(podsPath(`/namespaces/${metadata.namespace}`, labels.map((pair) => pair.join('=')).join(',')));
  }

  const found: PodState[] = [];
  let failure: string | undefined;
  for (const path of paths) {
    const answer = await kubectl(['get', '--raw', path]);
    const list = answer.failure === undefined ? parseList(answer.stdout) : undefined;
    if (list === undefined) failure = answer.failure ?? `kubectl get: its answer is no list of pods`;
    else found.push(...list);
  }
  return { pods: groupBy(found, ownerKey), failure };
}

const podsPath = (scope: string, labelSelector: string): string =>
  `/api/v1${scope}/pods?${new URLSearchParams({ labelSelector })}`;

function parseList(text: string): PodState[] | undefined {
  try {
    return PodList.parse(JSON.parse(text)).items;
  } catch {
    return undefined;
  }
}

function podNames(set: WorkloadState): string[] {
  const start = set.spec.ordinals?.start ?? 0;
  return Array.from({ length: wantedPods(set) }, (_, i) => `${set.metadata.name}-${start + i}`);
}
