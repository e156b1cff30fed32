import { qualifiedName, RESOURCES, type ResourceName } from './resources.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status: 'Failure' | 'Success';
  message?: string;
  reason?: string;
  details?: Record<string, unknown>;
  code: number;
}

/** An answer other than success; the API sends `body` with its code. */
export class ApiError extends Error {
  readonly body: Status;

  constructor(body: Status) {
    super(body.message);
    this.body = body;
  }
}

type Rest = Pick<Status, 'details'> & { metadata?: Status['metadata'] };

function failure(code: number, reason: string, message: string, rest: Rest = {}): ApiError {
  const { metadata = {}, details } = rest;
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  });
}

function details(resource: ResourceName, name: string) {
  const { group } = RESOURCES[resource];
  return { name, ...(group !== '' && { group }), kind: resource };
}

// The wording is that of k8s.io/apimachinery/pkg/api/errors: kubectl prints it as it is.

export function badRequest(message: string): ApiError {
  return failure(400, 'BadRequest', message);
}

/** 403. `name` is part of the message for a request of one object, not for lists. */
export function forbidden(
  user: string,
  verb: string,
  resource: ResourceName,
  at: { namespace?: string; name?: string },
): ApiError {
  const object = at.name === undefined ? qualifiedName(resource) : `${qualifiedName(resource)} "${at.name}"`;
  const scope = at.namespace === undefined ? 'at the cluster scope' : `in the namespace "${at.namespace}"`;
  const { group } = RESOURCES[resource];
  return failure(
    403,
    'Forbidden',
    `${object} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`,
    {
      details: {
        ...(at.name !== undefined && { name: at.name }),
        ...(group !== '' && { group }),
        kind: resource,
      },
    },
  );
}

/** 403 for a pod that an admission plugin does not let in. */
export function notAdmitted(pod: string, why: string): ApiError {
  return failure(403, 'Forbidden', `pods "${pod}" is forbidden: ${why}`, { details: details('pods', pod) });
}

export function notFound(resource: ResourceName, name: string): ApiError {
  return failure(404, 'NotFound', `${qualifiedName(resource)} "${name}" not found`, {
    details: details(resource, name),
  });
}

/** 404 for a path that no API serves. */
export function noSuchPath(): ApiError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', { details: {} });
}

export function methodNotAllowed(): ApiError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {
    details: {},
  });
}

/** 409 for a name that is taken. */
export function alreadyExists(resource: ResourceName, name: string): ApiError {
  return failure(409, 'AlreadyExists', `${qualifiedName(resource)} "${name}" already exists`, {
    details: details(resource, name),
  });
}

export function conflict(resource: ResourceName, name: string): ApiError {
  return failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": the object has been modified; ` +
      'please apply your changes to the latest version and try again',
    { details: details(resource, name) },
  );
}

/** 410: the snapshot of a continue token is gone. `token` continues on the present state instead. */
export function expired(token: string): ApiError {
  return failure(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
      'without the continue parameter, or use the continue token in this response to retrieve the remainder of ' +
      'the results. Continuing with the provided token results in an inconsistent list - objects that were ' +
      'created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    { metadata: { continue: token } },
  );
}

/** 410 for a watch that starts before the oldest change that is remembered. */
export function tooOld(revision: number, oldest: number): ApiError {
  return failure(410, 'Expired', `too old resource version: ${revision} (${oldest})`);
}

/** 504 for a read that has to be as new as a revision which the server has not reached. */
export function tooNew(revision: number, current: number): ApiError {
  return failure(504, 'Timeout', `Too large resource version: ${revision}, current: ${current}`, {
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] },
  });
}

export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  return failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** 422 for a patch that does not apply, such as a JSON patch whose `test` fails; the server doesn't say why. */
export function unprocessable(): ApiError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {
    details: {},
  });
}

/** 422 for an object that is not valid. */
export function invalid(resource: ResourceName, name: string, field: string, why: string): ApiError {
  const { group, kind } = RESOURCES[resource];
  const qualified = group === '' ? kind : `${kind}.${group}`;
  return failure(422, 'Invalid', `${qualified} "${name}" is invalid: ${field}: ${why}`, {
    details: { ...details(resource, name), causes: [{ message: why, field }] },
  });
}

/** 500 for a request that the testbed itself stumbles over. */
export function internalError(cause: unknown): ApiError {
  return failure(
    500,
    'InternalError',
    `Internal error occurred: ${cause instanceof Error ? cause.message : cause}`,
  );
}

const WORDING: Record<number, [reason: string, message: string]> = {
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden'],
  404: ['NotFound', 'the server could not find the requested resource'],
  409: ['Conflict', 'the server reported a conflict'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  500: ['InternalError', 'an error on the server has prevented the request from succeeding'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
};

/** The body of an injected status, in the words that a real server has for it. */
export function statusFor(code: number): Status {
  const [reason, message] = WORDING[code] ?? ['', `the server responded with the status code ${code}`];
  return failure(code, reason, message, { details: {} }).body;
}
