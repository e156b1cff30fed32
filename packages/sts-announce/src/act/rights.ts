import { DEFAULT_KIND, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { Right } from '@patch-notebook-sts/core/kube/require-rights';
import {
  EVENT,
  NAMESPACE,
  NOTEBOOK,
  type Resource,
  resourceName,
} from '@patch-notebook-sts/core/kube/resource';
import type { Task } from '../live/task.ts';

/** The rights to tell the owners of some workloads: Events are created and written anew, and Notebooks annotated. */
export const rightsFor = (tasks: readonly Task[]): Right[] =>
  [
    right('create', EVENT, tasks),
    right('patch', EVENT, tasks),
    right('patch', NOTEBOOK, tasks.filter(hasNotebook)),
  ].filter(({ namespaces }) => namespaces.size > 0);

/** The right to annotate the namespaces of workloads without a Notebook. */
export const namespaceRight = (tasks: readonly Task[]): Right => right('patch', NAMESPACE, tasks);

/** Whether a workload has a Notebook, as far as its row says. That of an outcome doesn't, and nothing is announced by it. */
export const hasNotebook = ({ about, row }: Task): boolean =>
  about === 'outcome' ? kindInfo(row.kind ?? DEFAULT_KIND).fromNotebook : row.notebook !== undefined;

const right = (verb: string, resource: Resource, tasks: readonly Task[]) => ({
  verb,
  resource: resourceName(resource),
  namespaces: new Set(tasks.map(({ row }) => row.namespace ?? '')),
});
