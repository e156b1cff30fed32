import type { Admission } from './admission.ts';
import { create } from './create.ts';
import { applyMergePatch } from './merge-patch.ts';
import type { KubeObject } from './objects.ts';
import { keyOf, type Resources, type Target } from './resources.ts';
import { badRequest } from './status.ts';
import type { Store } from './store.ts';
import { validate } from './validate.ts';

/** The content type of a server-side apply. */
export const APPLY = 'application/apply-patch+yaml';

/**
 * Makes an object what a request of a server-side apply says, or creates it. Only Events are applied here, by one manager, so
 * that nobody's fields can be in conflict. kubectl sends JSON, which is YAML.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 *
 * @throws ApiError 400 without a field manager, 422 for an object that is not valid
 */
export function apply(
  state: { store: Store; admission: Admission },
  { resource, namespace, name = '' }: Target,
  query: URLSearchParams,
  body: Partial<KubeObject>,
): { object: KubeObject; isNew: boolean } {
  if (!query.has('fieldManager'))
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  const before = state.store.get(resource, keyOf(namespace, name));
  if (before === undefined)
    return { object: create(state, { resource, namespace }, query, body), isNew: true };
  const merged = applyMergePatch(before, body) as Resources[typeof resource];
  validate(resource, merged);
  const object = query.get('dryRun') === 'All' ? merged : state.store.put(resource, merged);
  return { object, isNew: false };
}
