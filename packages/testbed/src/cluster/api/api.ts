import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { type Access, type AccessReview, attempt, review } from './access.ts';
import type { Admission } from './admission.ts';
import type { ApiWork } from './api-work.ts';
import { APPLY, apply } from './apply.ts';
import { create } from './create.ts';
import { listJson, readsCache } from './list.ts';
import type { KubeObject } from './objects.ts';
import { patched } from './patch.ts';
import { readProtobufReview } from './protobuf.ts';
import { keyOf, parseTarget, RESOURCES, type ResourceName, type Target } from './resources.ts';
import { selectorOf } from './selector.ts';
import type { Snapshots } from './snapshots.ts';
import {
  ApiError,
  badRequest,
  forbidden,
  internalError,
  methodNotAllowed,
  noSuchPath,
  notFound,
} from './status.ts';
import type { Store } from './store.ts';
import { watch } from './watch.ts';
import { remove, update } from './write.ts';

/** The user of requests that don't impersonate anyone. */
export const USER = 'kubernetes-admin';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** What requests are answered from. */
export interface ApiState {
  store: Store;
  snapshots: Snapshots;
  access: Access;
  discovery: ReadonlyMap<string, string>;
  work: ApiWork;
  admission: Admission;
  /** Milliseconds between the bookmarks of a watch. */
  bookmarkMs: number;
}

/** Answers one request as kube-apiserver does. https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export async function handle(state: ApiState, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    await route(state, req, res);
  } catch (error) {
    // a client that is gone while its request is being read
    if (req.destroyed && !req.complete) return;
    const { body } = error instanceof ApiError ? error : internalError(error);
    send(state, res, body.code, `${JSON.stringify(body)}\n`);
  }
}

async function route(state: ApiState, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(req.url ?? '/', 'http://cluster');
  const user = String(req.headers['impersonate-user'] ?? USER);

  const discovered = state.discovery.get(pathname);
  const target = parseTarget(pathname);
  if (!target) state.work.count(pathname === REVIEWS ? 'review' : 'discovery');
  if (req.method === 'GET' && discovered !== undefined) return send(state, res, 200, discovered);
  if (pathname === REVIEWS && req.method === 'POST') {
    return sendObject(state, res, 201, review(state.access, user, await readReview(req)));
  }
  if (!target) throw noSuchPath();

  const verb = verbOf(req.method, target, query);
  state.work.count(verb);
  // A namespace that is named is in itself, so a RoleBinding there lets it be read.
  // https://github.com/kubernetes/apiserver/blob/release-1.32/pkg/endpoints/request/requestinfo.go (NewRequestInfo)
  const namespace = target.resource === 'namespaces' ? target.name : target.namespace;
  if (!state.access.allows(attempt(user, verb, target.resource, namespace))) {
    throw forbidden(user, verb, target.resource, { ...target, namespace });
  }
  switch (verb) {
    case 'list':
      return send(state, res, 200, listJson(state, target, query));
    case 'watch':
      return watch(state, target, query, res);
    case 'get':
      return sendObject(state, res, 200, get(state, target, query));
    case 'patch': {
      const body = await text(req);
      if (target.resource === 'events' && req.headers['content-type'] === APPLY)
        return applyObject(state, user, target, query, body, res);
      return sendObject(
        state,
        res,
        200,
        patch(state.store, target, query, req.headers['content-type'], body),
      );
    }
    case 'create':
      return sendObject(state, res, 201, create(state, target, query, parseJson(await text(req))));
    case 'delete':
      return sendObject(state, res, 200, deleteOne(state.store, target, parseJson(await text(req))));
    case 'deletecollection':
      return send(state, res, 200, deleteAll(state, target, query, parseJson(await text(req))));
  }
}

type Verb = 'list' | 'watch' | 'get' | 'patch' | 'create' | 'delete' | 'deletecollection';

/** https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
function verbOf(method: string | undefined, { name }: Target, query: URLSearchParams): Verb {
  if (method === 'GET' && ['1', 'true'].includes(query.get('watch') ?? '')) return 'watch';
  if (method === 'GET') return name === undefined ? 'list' : 'get';
  if (method === 'PATCH' && name !== undefined) return 'patch';
  if (method === 'POST' && name === undefined) return 'create';
  if (method === 'DELETE') return name === undefined ? 'deletecollection' : 'delete';
  throw methodNotAllowed();
}

function get({ store, work }: ApiState, target: Target, query: URLSearchParams) {
  const object = find(store, target);
  const fromCache = RESOURCES[target.resource].cached && readsCache(query, store.revision);
  if (!fromCache) work.objectsRead++;
  return object;
}

function find<R extends ResourceName>(
  store: Store,
  { resource, namespace, name = '' }: Target & { resource: R },
) {
  const object = store.get(resource, keyOf(namespace, name));
  if (!object) throw notFound(resource, name);
  return object;
}

function patch(store: Store, target: Target, query: URLSearchParams, type: string | undefined, body: string) {
  const result = patched(target.resource, find(store, target), type, body);
  return query.get('dryRun') === 'All' ? result : update(store, target.resource, result);
}

/** Who applies what is not there creates it, and needs the right for that too. */
function applyObject(
  state: ApiState,
  user: string,
  target: Target,
  query: URLSearchParams,
  body: string,
  res: ServerResponse,
): void {
  const { resource, namespace, name = '' } = target;
  const isThere = state.store.get(resource, keyOf(namespace, name)) !== undefined;
  if (!isThere && !state.access.allows(attempt(user, 'create', resource, namespace)))
    throw forbidden(user, 'create', resource, target);
  const { object, isNew } = apply(state, target, query, parseJson(body));
  sendObject(state, res, isNew ? 201 : 200, object);
}

interface DeleteOptions {
  gracePeriodSeconds?: number;
}

function deleteOne(store: Store, target: Target, options: DeleteOptions): KubeObject | object {
  const { resource, namespace, name = '' } = target;
  const { uid } = find(store, target).metadata;
  const key = keyOf(namespace, name);
  const before = store.get(resource, key);
  remove(store, resource, key, options.gracePeriodSeconds);
  if (resource === 'pods') return store.get(resource, key) ?? before ?? {};
  const details = { name, kind: resource, uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** Deletes all that the query selects; the answer lists them as they were. */
function deleteAll(state: ApiState, target: Target, query: URLSearchParams, options: DeleteOptions): string {
  const { store } = state;
  const selected = store.list(target.resource).filter(selectorOf(target, query));
  const list = listJson(state, target, query);
  for (const { metadata } of selected)
    remove(store, target.resource, keyOf(metadata.namespace, metadata.name), options.gracePeriodSeconds);
  return list;
}

async function readReview(req: IncomingMessage): Promise<AccessReview> {
  const body = await buffer(req);
  return readProtobufReview(body) ?? parseJson(body.toString());
}

function parseJson(body: string): Record<string, never> {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest('the object provided is unrecognized: it is not JSON');
  }
}

function sendObject(state: ApiState, res: ServerResponse, code: number, object: object): void {
  const { kind, apiVersion, ...rest } = object as KubeObject;
  send(state, res, code, `${JSON.stringify({ kind, apiVersion, ...rest })}\n`);
}

function send({ work }: ApiState, res: ServerResponse, code: number, body: string): void {
  const length = Buffer.byteLength(body);
  work.bytes += length;
  res.writeHead(code, { 'Content-Type': 'application/json', 'Content-Length': length });
  res.end(body);
}
