import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import {
  idOfObject,
  manifestLines,
  type ObjectRef,
  objectId,
} from '@patch-notebook-sts/core/kube/object-ref';
import { NOTEBOOK } from '@patch-notebook-sts/core/kube/resource';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadRef } from '@patch-notebook-sts/core/rows/workload';
import type { Target } from '../live/present.ts';
import { groupByPatch } from './patch.ts';

/** What kubectl prints of each object that it has patched. */
const PRINT =
  'jsonpath={.apiVersion} {.kind} {.metadata.namespace} {.metadata.name} {.metadata.generation}{"\\n"}';

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
 * Sends one patch for all targets that share it, with one kubectl process each. One object's failure does not stop the
 * others. Of several failures in one call nobody can tell which object's sentence is which, because kubectl names no
 * namespace; patched alone, an object gets its own.
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
    const args = ['patch', '-f', '-', '--type=json', '-p', patch, '-o', PRINT];
    const answer = await kubectl(args, { input: manifestLines(group.map(({ row }) => changedObject(row))) });
    const printed = readPrinted(answer.stdout);
    for (const target of group) {
      const found = printed.get(objectId(changedObject(target.row)));
      if (found !== undefined) patched.set(target, found);
      else
        failed.set(
          target,
          answer.failure ?? 'kubectl ended without an error, and without naming it as patched',
        );
    }
  }
  return { patched, failed };
}

function readPrinted(text: string): Map<string, { generation: number | undefined }> {
  const printed = new Map<string, { generation: number | undefined }>();
  for (const line of text.split('\n')) {
    const [apiVersion, kind, namespace, name, generation] = line.split(' ');
    if (apiVersion === undefined || kind === undefined || name === undefined) continue;
    const id = idOfObject({ apiVersion, kind, metadata: { namespace, name } });
    printed.set(id, { generation: generation ? Number(generation) : undefined });
  }
  return printed;
}
