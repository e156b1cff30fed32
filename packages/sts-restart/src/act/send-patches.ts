import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { type ObjectRef, objectId } from '@patch-notebook-sts/core/kube/object-ref';
import { patchObjects } from '@patch-notebook-sts/core/kube/patch-objects';
import { NOTEBOOK } from '@patch-notebook-sts/core/kube/resource';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadRef } from '@patch-notebook-sts/core/rows/workload';
import type { Target } from '../live/present.ts';
import { groupByPatch } from './patch.ts';

/** Which targets were patched, with the generation that their object has since; and the failures of the others. */
export interface PatchResult {
  patched: Map<Target, { generation: number | undefined }>;
  failed: Map<Target, string>;
}

/** The object that a row's change goes to: the workload, or the Notebook that it is made from. */
export function changedObject(row: RestartRow): ObjectRef {
  const notebook = notebookNameOf(row);
  return notebook === undefined
    ? workloadRef(row)
    : { resource: NOTEBOOK, namespace: row.namespace, name: notebook };
}

/**
 * Sends one patch for all targets that share it, with one kubectl process each.
 * @param restartedAt RFC 3339
 */
export async function sendPatches(
  kubectl: Kubectl,
  targets: readonly Target[],
  restartedAt: string,
): Promise<PatchResult> {
  const patched: PatchResult['patched'] = new Map();
  const failed: PatchResult['failed'] = new Map();
  for (const [patch, group] of groupByPatch(targets, restartedAt)) {
    const result = await patchObjects(
      kubectl,
      patch,
      group.map(({ row }) => changedObject(row)),
    );
    for (const target of group) {
      const id = objectId(changedObject(target.row));
      const changed = result.changed.get(id);
      if (changed !== undefined) patched.set(target, changed);
      else failed.set(target, result.failed.get(id) ?? '');
    }
  }
  return { patched, failed };
}
