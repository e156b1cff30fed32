import type { CoreEvent, KubeObject } from './objects.ts';
import type { ResourceName } from './resources.ts';
import { invalid } from './status.ts';

const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const MAX_ANNOTATIONS = 256 * 1024;

/**
 * Refuses an object as the API server does, as far as the commands write there: its name, its annotations, and what an Event
 * is about. `ValidateObjectMeta` in k8s.io/apimachinery/pkg/api/validation, and `legacyValidateEvent` in
 * kubernetes/pkg/apis/core/validation/events.go
 *
 * @throws ApiError 422
 */
export function validate(resource: ResourceName, object: KubeObject): void {
  const { name, annotations = {} } = object.metadata;
  const refuse = (field: string, why: string) => {
    throw invalid(resource, name, field, why);
  };
  if (!SUBDOMAIN.test(name)) {
    const rule = 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters';
    refuse('metadata.name', `Invalid value: "${name}": ${rule}, '-' or '.'`);
  }
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    const why = whyBadKey(key.toLowerCase());
    if (why !== undefined) refuse('metadata.annotations', `Invalid value: "${key}": ${why}`);
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > MAX_ANNOTATIONS)
    refuse('metadata.annotations', `Too long: must have at most ${MAX_ANNOTATIONS} bytes`);
  if (
    resource === 'events' &&
    (object as CoreEvent).involvedObject?.namespace !== object.metadata.namespace
  ) {
    const about = (object as CoreEvent).involvedObject?.namespace ?? '';
    refuse('involvedObject.namespace', `Invalid value: "${about}": does not match event.namespace`);
  }
}

/** `IsQualifiedName` in k8s.io/apimachinery/pkg/util/validation */
function whyBadKey(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2)
    return 'a qualified name must consist of alphanumeric characters, with an optional DNS subdomain prefix';
  const [prefix, name = ''] = parts.length === 2 ? parts : [undefined, ...parts];
  if (prefix !== undefined && !SUBDOMAIN.test(prefix))
    return 'prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters';
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return 'name part must be no more than 63 characters';
  if (!QUALIFIED_NAME.test(name))
    return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return undefined;
}
