import { deletePod, deleteWithDependents, isGone, removeWithDependents } from './deletion.ts';
import { keyOf, type ResourceName, type Resources } from './resources.ts';
import type { Store } from './store.ts';

/** Stores a changed object; one that is terminating goes when its last finalizer has been taken away. */
export function update<R extends ResourceName>(
  store: Store,
  resource: R,
  object: Resources[R],
): Resources[R] {
  const { namespace, name } = object.metadata;
  if (!isGone(object)) return store.put(resource, object);
  removeWithDependents(store, resource, keyOf(namespace, name));
  return object;
}

/**
 * Deletes an object as a DELETE request does: a pod terminates, anything else goes with what it controls.
 *
 * @param graceSeconds of a pod; default: what its spec says
 */
export function remove(store: Store, resource: ResourceName, key: string, graceSeconds?: number): void {
  if (resource === 'pods') deletePod(store, key, graceSeconds);
  else deleteWithDependents(store, resource, key);
}
