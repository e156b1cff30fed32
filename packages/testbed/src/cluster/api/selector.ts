import type { KubeObject } from './objects.ts';
import type { ResourceName, Target } from './resources.ts';
import { badRequest } from './status.ts';

export type Selector = (object: KubeObject) => boolean;

const NAME = '[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?';
const VALUE = '[-A-Za-z0-9_.]*';
const EXISTS = new RegExp(`^(!?)\\s*(${NAME})$`);
const EQUALS = new RegExp(`^(${NAME})\\s*(!=|==|=)\\s*(${VALUE})$`);
const IN = new RegExp(`^(${NAME})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);

/**
 * Reads a label selector: a comma-separated list of requirements that all have to hold.
 * `!=` and `notin` also select what lacks the label.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 *
 * @throws ApiError 400 for a requirement outside the grammar
 */
export function parseLabelSelector(text: string): Selector {
  if (text.trim() === '') return () => true;
  const requirements = text.split(/,(?![^(]*\))/).map((part) => parseRequirement(part.trim()));
  return ({ metadata }) => requirements.every((holds) => holds(metadata.labels ?? {}));
}

function parseRequirement(text: string): (labels: Record<string, string>) => boolean {
  const exists = EXISTS.exec(text);
  if (exists) {
    const [, not, key = ''] = exists;
    return (labels) => Object.hasOwn(labels, key) === (not === '');
  }
  const equals = EQUALS.exec(text);
  if (equals) {
    const [, key = '', operator, value = ''] = equals;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  const within = IN.exec(text);
  if (within) {
    const [, key = '', operator, list = ''] = within;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => {
      const value = labels[key];
      return (value !== undefined && values.includes(value)) === (operator === 'in');
    };
  }
  throw badRequest(`unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(text)}`);
}

type ReadField = (object: KubeObject) => string;

/** Every resource has these. */
const COMMON: Record<string, ReadField> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace ?? '',
};

const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** Those that a resource has besides. */
const FIELDS: Partial<Record<ResourceName, Record<string, ReadField>>> = {
  pods: Object.fromEntries(
    ['spec.nodeName', 'spec.restartPolicy', 'status.phase'].map((path) => [path, textAt(path)]),
  ),
  events: {
    ...Object.fromEntries(
      INVOLVED.map((name) => [`involvedObject.${name}`, textAt(`involvedObject.${name}`)]),
    ),
    reason: textAt('reason'),
    type: textAt('type'),
    reportingComponent: textAt('reportingComponent'),
    source: textAt('source.component'),
  },
};

function textAt(path: string): ReadField {
  const read = (value: unknown, field: string) => (value as Record<string, unknown> | undefined)?.[field];
  return (object) => String(path.split('.').reduce<unknown>(read, object) ?? '');
}

/**
 * Reads a field selector, `metadata.name=x,involvedObject.kind!=Pod`.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
 *
 * @throws ApiError 400 for another field, as a server does for fields that a resource does not index
 */
export function parseFieldSelector(resource: ResourceName, text: string): Selector {
  if (text.trim() === '') return () => true;
  const terms = text.split(',').map((term) => {
    const [, field = '', operator, value = ''] = /^([^!=]+)(!=|==|=)(.*)$/.exec(term.trim()) ?? [];
    const read = COMMON[field] ?? FIELDS[resource]?.[field];
    if (!read) throw badRequest(`field label not supported: ${field || term}`);
    return (object: KubeObject) => (read(object) === value) === (operator !== '!=');
  });
  return (object) => terms.every((holds) => holds(object));
}

/**
 * Everything that the path and the query of a list or a watch select objects by.
 *
 * @throws ApiError 400 for a bad selector
 */
export function selectorOf({ resource, namespace, name }: Target, query: URLSearchParams): Selector {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(resource, query.get('fieldSelector') ?? '');
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    labels(object) &&
    fields(object);
}
