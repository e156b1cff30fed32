import type { KubeObject } from './objects.ts';
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

const FIELDS: Record<string, (object: KubeObject) => string> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace ?? '',
};

/**
 * Reads a field selector, `metadata.name=x,metadata.namespace!=y`: the two fields that every resource has.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
 *
 * @throws ApiError 400 for another field, as a server does for fields that a resource does not index
 */
export function parseFieldSelector(text: string): Selector {
  if (text.trim() === '') return () => true;
  const terms = text.split(',').map((term) => {
    const [, field = '', operator, value = ''] = /^([^!=]+)(!=|==|=)(.*)$/.exec(term.trim()) ?? [];
    const read = FIELDS[field];
    if (!read) throw badRequest(`field label not supported: ${field || term}`);
    return (object: KubeObject) => (read(object) === value) === (operator !== '!=');
  });
  return (object) => terms.every((holds) => holds(object));
}
