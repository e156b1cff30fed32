import type { Right } from '@patch-notebook-sts/core/kube/require-rights';
import {
  EVENT,
  NAMESPACE,
  NOTEBOOK,
  type Resource,
  resourceName,
} from '@patch-notebook-sts/core/kube/resource';
import { placeOf } from '../live/present.ts';
import type { Change } from './annotate.ts';

/** The rights to tell the owners of some workloads: Events are created and written anew, and Notebooks annotated. */
export const rightsFor = (changes: readonly Change[]): Right[] =>
  [
    right('create', EVENT, changes),
    right('patch', EVENT, changes),
    right('patch', NOTEBOOK, changes.filter(isWritten('notebook'))),
  ].filter(({ namespaces }) => namespaces.size > 0);

/** The right to annotate namespaces, where some have to be. */
export const namespaceRight = (changes: readonly Change[]): Right =>
  right('patch', NAMESPACE, changes.filter(isWritten('namespace')));

/** Whether the announcement of a workload is to be changed there. */
export const isWritten =
  (place: 'notebook' | 'namespace') =>
  ({ telling, present }: Change): boolean =>
    telling.change !== 'none' && placeOf(present) === place;

const right = (verb: string, resource: Resource, changes: readonly Change[]) => ({
  verb,
  resource: resourceName(resource),
  namespaces: new Set(changes.map(({ task }) => task.row.namespace ?? '')),
});
