import { decodeContinue, encodeContinue } from './continue-token.ts';
import { type Entry, itemJson } from './entry.ts';
import { keyOf, RESOURCES, type ResourceName, type Target } from './resources.ts';
import { parseFieldSelector, parseLabelSelector } from './selector.ts';
import type { Snapshots } from './snapshots.ts';
import { badRequest, expired } from './status.ts';
import type { Store } from './store.ts';

/**
 * The JSON of a list, one page of it if the query has a limit. A page ends where kube-apiserver ends it: with
 * selectors, another page is announced whenever objects remain, matching or not, so a last page can be empty.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 *
 * @throws ApiError 400 for a bad selector, limit or token, 410 for an expired token
 */
export function listJson(store: Store, snapshots: Snapshots, target: Target, query: URLSearchParams): string {
  const { resource, namespace } = target;
  const prefix = namespace === undefined ? '' : keyOf(namespace, '');
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  const selectors = [parseLabelSelector(labels), parseFieldSelector(fields)];
  const limit = parseLimit(query.get('limit'));
  const { entries, revision, after } = source(store, snapshots, resource, query.get('continue'), prefix);

  const items: string[] = [];
  let index = after === undefined ? firstAt(entries, prefix) : firstAfter(entries, prefix + after);
  const end = prefix === '' ? entries.length : firstAfter(entries, `${prefix}\uffff`);
  for (; index < end && items.length < limit; index++) {
    const entry = entries[index];
    if (entry && selectors.every((selects) => selects(entry.object))) items.push(itemJson(resource, entry));
  }

  if (index >= end) return render(resource, items, { resourceVersion: String(revision) });
  snapshots.keep(resource, revision, entries);
  const start = entries[index - 1]?.key.slice(prefix.length) ?? '';
  const remaining = labels === '' && fields === '' ? { remainingItemCount: end - index } : {};
  const token = encodeContinue({ revision, start });
  return render(resource, items, { resourceVersion: String(revision), continue: token, ...remaining });
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
