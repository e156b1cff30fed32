import type { Admission } from './admission.ts';
import type { KubeObject, Pod } from './objects.ts';
import { withDefaults } from './pod-defaults.ts';
import { keyOf, RESOURCES, type Resources, type Target } from './resources.ts';
import { alreadyExists, badRequest, notFound } from './status.ts';
import { BLANK_IDENTITY, type Store } from './store.ts';
import { validate } from './validate.ts';

/**
 * Creates an object of a POST request. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 *
 * @returns the object as stored, or as it would be with `dryRun=All`
 * @throws ApiError 400 for another kind or no name, 403 for a pod that may not come in, 404 for a namespace that is not
 *   there, 409 for a name that is taken, 422 for an object that is not valid
 */
export function create(
  { store, admission }: { store: Store; admission: Admission },
  { resource, namespace }: Target,
  query: URLSearchParams,
  body: Partial<KubeObject>,
): KubeObject {
  const { kind, apiVersion } = RESOURCES[resource];
  if (body.kind !== kind || body.apiVersion !== apiVersion)
    throw badRequest(`the object provided is no ${kind} of ${apiVersion}`);
  if (namespace !== undefined && !store.get('namespaces', namespace)) throw notFound('namespaces', namespace);
  const { name = '' } = body.metadata ?? {};
  if (name === '') throw badRequest('name or generateName is required');
  if (store.get(resource, keyOf(namespace, name))) throw alreadyExists(resource, name);

  const metadata = {
    ...body.metadata,
    name,
    ...(namespace !== undefined && { namespace }),
    ...BLANK_IDENTITY,
  };
  const object = { ...body, kind, apiVersion, metadata };
  validate(resource, object);
  const isDry = query.get('dryRun') === 'All';
  if (resource === 'pods') return admission.create(newPod(object as Pod), isDry);
  return isDry ? object : store.put(resource, object as Resources[typeof resource]);
}

function newPod(pod: Pod): Pod {
  const asks = pod.spec.containers.some(({ resources }) => Object.keys(resources ?? {}).length > 0);
  const status = { phase: 'Pending', qosClass: asks ? 'Burstable' : 'BestEffort' };
  return { ...pod, spec: withDefaults(pod.spec), status };
}
