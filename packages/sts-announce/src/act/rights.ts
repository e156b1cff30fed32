import type { Right } from '@patch-notebook-sts/core/kube/require-rights';
import { EVENT, NAMESPACE, NOTEBOOK, resourceName } from '@patch-notebook-sts/core/kube/resource';
import { placeOf } from '../live/present.ts';
import type { Change } from './annotate.ts';

/** The rights to tell owners: Events are created and written anew, and annotations stand on Notebooks or namespaces. */
export function rightsFor(changes: readonly Change[]): Right[] {
  const namespacesOf = (some: readonly Change[]) => new Set(some.map(({ task }) => task.row.namespace ?? ''));
  const events = ['create', 'patch'].map((verb) => ({
    verb,
    resource: resourceName(EVENT),
    namespaces: namespacesOf(changes),
  }));
  const annotated = changes.filter(({ telling }) => telling.change !== 'none');
  const patches = [
    { place: 'notebook', resource: resourceName(NOTEBOOK) },
    { place: 'namespace', resource: resourceName(NAMESPACE) },
  ].map(({ place, resource }) => ({
    verb: 'patch',
    resource,
    namespaces: namespacesOf(annotated.filter(({ present }) => placeOf(present) === place)),
  }));
  return [...events, ...patches].filter(({ namespaces }) => namespaces.size > 0);
}
