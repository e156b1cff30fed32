import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch, applyStrategicMergePatch } from './merge-patch.ts';
import type { KubeObject } from './objects.ts';
import { RESOURCES, type ResourceName } from './resources.ts';
import { badRequest, conflict, unsupportedMediaType } from './status.ts';
import { validate } from './validate.ts';

const APPLIERS: Record<string, (target: unknown, patch: unknown) => unknown> = {
  'application/json-patch+json': applyJsonPatch,
  'application/merge-patch+json': applyMergePatch,
  'application/strategic-merge-patch+json': applyStrategicMergePatch,
};

/**
 * The object that a PATCH request makes of another: identity and status stay, as on any server (status is a
 * subresource of all these kinds).
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 *
 * @param contentType of the request, possibly with parameters
 * @throws ApiError 400 (not JSON), 409 (the patch names another resourceVersion), 415 (a strategic merge patch of
 *   a custom resource, or an unknown format), 422 (a JSON patch that does not apply, or an object that is not valid then)
 */
export function patched<T extends KubeObject>(
  resource: ResourceName,
  object: T,
  contentType: string | undefined,
  body: string,
): T {
  const type = contentType?.split(';', 1)[0]?.trim() ?? '';
  const accepted = acceptedTypes(resource);
  const applier = accepted.includes(type) ? APPLIERS[type] : undefined;
  if (!applier) throw unsupportedMediaType([...accepted, 'application/apply-patch+yaml']);

  const result = applier(object, parse(body)) as KubeObject;
  if (result.metadata.resourceVersion !== object.metadata.resourceVersion) {
    throw conflict(resource, object.metadata.name);
  }
  const metadata = { ...result.metadata, ...identity(object) };
  const { apiVersion, kind, status } = object;
  // the kind decides the shape, and a patch cannot change it
  const changed = { ...result, apiVersion, kind, metadata, ...(status !== undefined && { status }) } as T;
  validate(resource, changed);
  return changed;
}

const IDENTITY = ['name', 'namespace', 'uid', 'creationTimestamp', 'generation'];

function identity({ metadata }: KubeObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([field]) => IDENTITY.includes(field)));
}

function acceptedTypes(resource: ResourceName): string[] {
  const types = Object.keys(APPLIERS);
  return RESOURCES[resource].custom ? types.filter((type) => !type.includes('strategic')) : types;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw badRequest(`error decoding patch: ${error instanceof Error ? error.message : error}`);
  }
}
