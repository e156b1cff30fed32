import type { ApiWork } from './api-work.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { type Entry, itemJson } from './entry.ts';
import { keyOf, RESOURCES, type ResourceName, type Target } from './resources.ts';
import { selectorOf } from './selector.ts';
import type { Snapshots } from './snapshots.ts';
import { badRequest, expired, tooNew } from './status.ts';
import type { Store } from './store.ts';

export interface ListState {
  store: Store;
  snapshots: Snapshots;
  work: ApiWork;
}

/**
 * The JSON of a list, one page of it if the query has a limit. A page ends where kube-apiserver ends it: with
 * selectors, another page is announced whenever objects remain, matching or not, so a last page can be empty.
 * A list from the cache comes whole, whatever its limit.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 *
 * @throws ApiError 400 for a bad selector, limit or token, 410 for an expired token, 504 for a future resourceVersion
 */
export function listJson(
  { store, snapshots, work }: ListState,
  target: Target,
  query: URLSearchParams,
): string {
  const { resource, namespace } = target;
  const prefix = namespace === undefined ? '' : keyOf(namespace, '');
  const selects = selectorOf(target, query);
  const fromCache = RESOURCES[resource].cached && readsCache(query, store.revision);
  const limit = fromCache ? Number.POSITIVE_INFINITY : parseLimit(query.get('limit'));
  const { entries, revision, after } = source(store, snapshots, resource, query.get('continue'), prefix);

  const items: string[] = [];
  const start = after === undefined ? firstAt(entries, prefix) : firstAfter(entries, prefix + after);
  const end = prefix === '' ? entries.length : firstAfter(entries, `${prefix}\uffff`);
  let index = start;
  for (; index < end && items.length < limit; index++) {
    const entry = entries[index];
    if (entry && selects(entry.object)) items.push(itemJson(resource, entry));
  }
  if (!fromCache) work.objectsRead += index - start;

  if (index >= end) return render(resource, items, { resourceVersion: String(revision) });
  snapshots.keep(resource, revision, entries);
  const last = entries[index - 1]?.key.slice(prefix.length) ?? '';
  const isSelected = query.get('labelSelector') || query.get('fieldSelector');
  const token = encodeContinue({ revision, start: last });
  const remaining = isSelected ? {} : { remainingItemCount: end - index };
  return render(resource, items, { resourceVersion: String(revision), continue: token, ...remaining });
}

/**
 * Whether a read may be answered from the server's cache: with resourceVersion 0, or any other if it is neither for
 * pages nor for that very version. https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
 *
 * @throws ApiError 504 when the server has not reached that version
 */
export function readsCache(query: URLSearchParams, revision: number): boolean {
  const version = query.get('resourceVersion') ?? '';
  if (version === '' || query.has('continue')) return false;
  if (Number(version) > revision) throw tooNew(Number(version), revision);
  const paged = (query.get('limit') ?? '0') !== '0';
  return version === '0' || !(paged || query.get('resourceVersionMatch') === 'Exact');
}

function parseLimit(text: string | null): number {
  if (text === null || text === '0') return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text);
}

interface Source {
  entries: readonly Entry[];
  revision: number;
  /** The key, below the prefix, that was the last of the page before. */
  after?: string;
}

function source(
  store: Store,
  snapshots: Snapshots,
  resource: ResourceName,
  token: string | null,
  prefix: string,
): Source {
  const now = { entries: store.entries(resource), revision: store.revision };
  if (!token) return now;
  const { revision, start } = decodeContinue(token);
  if (revision === -1) return { ...now, after: start };
  const entries = snapshots.take(resource, revision);
  if (!entries) throw expired(encodeContinue({ revision: -1, start }));
  if (prefix !== '' && start.includes('/'))
    throw badRequest('continue key is not valid: it is of another namespace');
  return { entries, revision, after: start };
}

/** The index of the first entry with a key ≥ the given one. */
function firstAt(entries: readonly Entry[], key: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.key ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAfter(entries: readonly Entry[], key: string): number {
  return firstAt(entries, `${key}\0`);
}

interface ListMeta {
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

/** Custom resources are encoded from maps, so their keys come in alphabetical order, with `continue` even if empty. */
function render(resource: ResourceName, items: string[], metadata: ListMeta): string {
  const { kind, apiVersion, custom } = RESOURCES[resource];
  if (!custom) {
    const head = JSON.stringify({ kind: `${kind}List`, apiVersion, metadata });
    return `${head.slice(0, -1)},"items":[${items.join(',')}]}\n`;
  }
  const { resourceVersion, continue: token = '', remainingItemCount } = metadata;
  const ordered = JSON.stringify({ continue: token, remainingItemCount, resourceVersion });
  return `{"apiVersion":"${apiVersion}","items":[${items.join(',')}],"kind":"${kind}List","metadata":${ordered}}\n`;
}
