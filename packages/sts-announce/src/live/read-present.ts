import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { ObjectRef } from '@patch-notebook-sts/core/kube/object-ref';
import { controllerOf, isNotebookOwner } from '@patch-notebook-sts/core/kube/owner-references';
import { findObject, readObjects } from '@patch-notebook-sts/core/kube/read-objects';
import { NAMESPACE, NOTEBOOK } from '@patch-notebook-sts/core/kube/resource';
import { workloadRef } from '@patch-notebook-sts/core/rows/workload';
import { Annotated, type Present, WorkloadState } from './present.ts';
import type { Task } from './task.ts';

/** What was read about a task's workload, or why it could not be read. */
export type PresentResult =
  | { present: Present; failure?: undefined }
  | { present?: undefined; failure: string };

/** Reads workloads, their Notebooks and their namespaces by name, with two kubectl processes in all. */
export async function readPresent(
  kubectl: Kubectl,
  tasks: readonly Task[],
): Promise<Map<Task, PresentResult>> {
  const namespaces = new Map(tasks.map((task) => [task.row.namespace, namespaceRef(task)] as const));
  const first = await readObjects(kubectl, [
    ...tasks.map(({ row }) => workloadRef(row)),
    ...namespaces.values(),
  ]);
  const found = tasks.map((task) => {
    const workload = findObject(first, workloadRef(task.row), WorkloadState);
    const ref = workload.value && notebookRef(task, workload.value);
    return { task, workload, ref };
  });
  const second = await readObjects(
    kubectl,
    found.flatMap(({ ref }) => ref ?? []),
  );
  return new Map(
    found.map(({ task, workload, ref }): [Task, PresentResult] => {
      const notebook = ref === undefined ? {} : findObject(second, ref, Annotated);
      const namespace = findObject(first, namespaceRef(task), Annotated);
      const failure = workload.failure ?? notebook.failure ?? namespace.failure;
      if (failure !== undefined) return [task, { failure }];
      const present = { workload: workload.value, notebook: notebook.value, namespace: namespace.value };
      return [task, { present }];
    }),
  );
}

const namespaceRef = ({ row: { namespace = '' } }: Task): ObjectRef => ({
  resource: NAMESPACE,
  name: namespace,
});

/**
 * The Notebook that a workload is made from. Where the workload doesn't name it as its owner, only a row that knows of one
 * makes it worth asking: on a cluster without Notebooks the question is an error.
 */
function notebookRef({ row }: Task, workload: WorkloadState): ObjectRef | undefined {
  const owner = controllerOf(workload.metadata);
  const isOwner = isNotebookOwner(owner);
  const label = workload.spec.template.metadata?.labels?.['notebook-name'];
  const known = 'notebook' in row && row.notebook !== undefined ? (label ?? row.stsName) : undefined;
  const name = isOwner ? owner.name : known;
  return name === undefined ? undefined : { resource: NOTEBOOK, namespace: row.namespace, name };
}
