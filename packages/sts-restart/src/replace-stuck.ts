import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import { isNew } from './is-new.ts';
import { nameLines } from './named-object.ts';
import type { PodState } from './pod-state.ts';
import { readWorkloads } from './read-workloads.ts';
import { stuckPods } from './stuck-pods.ts';
import type { Awaited } from './wait-batch.ts';
import { templateLike } from './workload-state.ts';

/** What became of a workload's stuck pods, in a sentence. */
export interface Replaced {
  one: Awaited;
  deleted: boolean;
  reason: string;
}

/**
 * Deletes the pods that keep migrated StatefulSets from their new template, once that template is there: a Notebook's
 * change takes its controller a moment, and a pod deleted before it would come back the same. One kubectl process reads
 * the workloads, one deletes; none runs where no pod is stuck.
 */
export async function replaceStuck(
  kubectl: Kubectl,
  open: readonly Awaited[],
  podsOf: (one: Awaited) => PodState[],
): Promise<Replaced[]> {
  const stuck = open
    .map((one) => ({ one, pods: stuckPods(one.row, podsOf(one), one.restartedAt) }))
    .filter(({ pods }) => pods.length > 0);
  if (stuck.length === 0) return [];
  const { found } = await readWorkloads(
    kubectl,
    stuck.map(({ one }) => one.row),
  );
  const fixed = stuck.filter(({ one }) => {
    const workload = found.get(workloadId(one.row));
    return workload !== undefined && isNew(one.row, one.restartedAt, templateLike(workload));
  });
  if (fixed.length === 0) return [];
  const pods = fixed.flatMap((each) => each.pods);
  const names = pods.map(({ metadata: { name, namespace } }) => ({ kind: 'Pod' as const, name, namespace }));
  const { failure } = await kubectl(
    ['delete', '-f', '-', '--wait=false', '--ignore-not-found'],
    nameLines(names),
  );
  return fixed.map(({ one, pods }) => {
    const which = pods.map(({ metadata }) => metadata.name).join(', ');
    return failure === undefined
      ? { one, deleted: true, reason: `deleted ${which}, which could not start and stood in the way` }
      : { one, deleted: false, reason: `${which} stands in the way and can't be deleted: ${failure}` };
  });
}
