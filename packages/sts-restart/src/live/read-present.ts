import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { type ObjectRef, objectId } from '@patch-notebook-sts/core/kube/object-ref';
import { controllerOf, isNotebookOwner } from '@patch-notebook-sts/core/kube/owner-references';
import {
  type FoundObject,
  findObject,
  type ReadObjects,
  readObjects,
} from '@patch-notebook-sts/core/kube/read-objects';
import { NAMESPACE, NOTEBOOK } from '@patch-notebook-sts/core/kube/resource';
import { AnnotatedObject } from '@patch-notebook-sts/core/rows/annotated-object';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadRef } from '@patch-notebook-sts/core/rows/workload';
import { NotebookState } from './notebook-state.ts';
import type { Present } from './present.ts';
import { type PodsRead, readPods } from './read-pods.ts';
import { WorkloadState } from './workload-state.ts';

/** What was read about a row, or why it could not be read. */
export type PresentResult =
  | { present: Present; failure?: undefined }
  | { present?: undefined; failure: string };

/**
 * Reads workloads and their pods by name, each from the API server's storage: two kubectl processes for all rows
 * together, and one for each workload whose pods' names nobody knows. What can't be read is that row's failure.
 * @param withOwners read the Notebooks and namespaces too, which say whether a restart is wanted
 */
export async function readPresent(
  kubectl: Kubectl,
  rows: readonly RestartRow[],
  withOwners: boolean,
): Promise<Map<RestartRow, PresentResult>> {
  const namespaces = withOwners ? [...new Set(rows.map(namespaceRefOf))] : [];
  const first = await readObjects(kubectl, [
    ...rows.map(workloadRef),
    ...new Map(namespaces.map((ref) => [objectId(ref), ref])).values(),
  ]);
  const workloads = new Map(
    rows.map((row) => [row, findObject(first, workloadRef(row), WorkloadState)] as const),
  );
  const targets = rows.flatMap((row) => {
    const { value: workload } = workloads.get(row) ?? {};
    return workload === undefined ? [] : [{ row, workload }];
  });
  const notebookRefs = withOwners ? targets.flatMap((target) => notebookRefOf(target) ?? []) : [];
  const read = await readPods(kubectl, targets, notebookRefs);

  return new Map(
    rows.map((row): [RestartRow, PresentResult] => {
      const { value: workload, failure } = workloads.get(row) ?? {};
      if (failure !== undefined) return [row, { failure }];
      if (workload === undefined) return [row, { present: { pods: [] } }];
      const owners = withOwners ? readOwners(row, workload, first, read) : {};
      const podsFailure = read.failureOf(row);
      const failed = podsFailure ?? ('failure' in owners ? owners.failure : undefined);
      if (failed !== undefined) return [row, { failure: failed }];
      return [row, { present: { workload, pods: read.podsOf(row), ...('failure' in owners ? {} : owners) } }];
    }),
  );
}

const namespaceRefOf = ({ namespace = '' }: RestartRow): ObjectRef => ({
  resource: NAMESPACE,
  name: namespace,
});

/**
 * The Notebook to read: the one that the change goes to, or the one whose opt-out and activity were asked about when the
 * row was made. A row from a list that left Notebooks out says nothing about one, and none is read. A StatefulSet is
 * called like its Notebook unless that name was too long; the label of its pods always has it.
 */
function notebookRefOf({
  row,
  workload,
}: {
  row: RestartRow;
  workload: WorkloadState;
}): ObjectRef | undefined {
  const changed = notebookNameOf(row);
  const owner = controllerOf(workload.metadata);
  const isNotebook = isNotebookOwner(owner);
  const label = workload.spec.template.metadata?.labels?.['notebook-name'];
  const own = isNotebook ? owner.name : (label ?? row.stsName);
  const name = changed ?? (row.notebook === undefined ? undefined : own);
  return name === undefined ? undefined : { resource: NOTEBOOK, namespace: row.namespace, name };
}

function readOwners(
  row: RestartRow,
  workload: WorkloadState,
  first: ReadObjects,
  read: PodsRead,
): { failure: string } | Pick<Present, 'notebook' | 'namespace'> {
  const namespace = findObject(first, namespaceRefOf(row), AnnotatedObject);
  const ref = notebookRefOf({ row, workload });
  const notebook: FoundObject<NotebookState> =
    ref === undefined ? {} : findObject(read.objects, ref, NotebookState);
  const failure = namespace.failure ?? notebook.failure;
  if (failure !== undefined) return { failure };
  return { notebook: notebook.value, namespace: namespace.value };
}
