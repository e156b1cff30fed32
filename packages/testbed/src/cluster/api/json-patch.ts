import { isDeepStrictEqual } from 'node:util';
import { badRequest, unprocessable } from './status.ts';

interface Operation {
  op: string;
  path: string;
  value?: unknown;
}

type Node = Record<string, unknown> | unknown[];

/**
 * Applies a JSON patch with the operations add, remove, replace and test to a copy of the document.
 * https://www.rfc-editor.org/rfc/rfc6902
 *
 * @throws ApiError 422 when a path does not exist or a test fails, 400 when it is no JSON patch
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch))
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  const root = { document: structuredClone(document) };
  for (const operation of patch as Operation[]) apply(root, operation);
  return root.document;
}

function apply(root: { document: unknown }, { op, path, value }: Operation): void {
  const tokens = path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = tokens.pop();
  if (last === undefined) throw unprocessable();
  let parent: unknown = root.document;
  for (const token of tokens) parent = child(parent, token);
  if (!isNode(parent)) throw unprocessable();

  switch (op) {
    case 'add':
      add(parent, last, value);
      return;
    case 'replace':
      child(parent, last);
      set(parent, last, value);
      return;
    case 'remove':
      child(parent, last);
      if (Array.isArray(parent)) parent.splice(Number(last), 1);
      else delete parent[last];
      return;
    case 'test':
      if (!isDeepStrictEqual(isIn(parent, last) ? child(parent, last) : null, value ?? null))
        throw unprocessable();
      return;
    default:
      throw unprocessable();
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function isIn(parent: Node, token: string): boolean {
  return Array.isArray(parent)
    ? /^\d+$/.test(token) && Number(token) < parent.length
    : Object.hasOwn(parent, token);
}

function child(parent: unknown, token: string): unknown {
  if (!isNode(parent) || !isIn(parent, token)) throw unprocessable();
  return Array.isArray(parent) ? parent[Number(token)] : parent[token];
}

function set(parent: Node, token: string, value: unknown): void {
  if (Array.isArray(parent)) parent[Number(token)] = value;
  else parent[token] = value;
}

function add(parent: Node, token: string, value: unknown): void {
  if (!Array.isArray(parent)) {
    parent[token] = value;
    return;
  }
  const index = token === '-' ? parent.length : Number(token);
  if (!Number.isInteger(index) || index < 0 || index > parent.length) throw unprocessable();
  parent.splice(index, 0, value);
}
