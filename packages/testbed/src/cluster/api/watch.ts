import type { ServerResponse } from 'node:http';
import type { ApiWork } from './api-work.ts';
import { type Change, revisionOf } from './history.ts';
import type { KubeObject } from './objects.ts';
import { RESOURCES, type Target } from './resources.ts';
import { type Selector, selectorOf } from './selector.ts';
import { badRequest, tooOld, unprocessable } from './status.ts';
import type { Store } from './store.ts';

export interface WatchState {
  store: Store;
  work: ApiWork;
  /** Milliseconds between bookmarks, of the wall clock, as all that concerns the client is. */
  bookmarkMs: number;
}

/** How long before its end a watch sends its last bookmark, in milliseconds. */
const LAST_BOOKMARK_MS = 2000;

/**
 * Streams the changes of a resource as one JSON object per line, from the resourceVersion of the query on;
 * without one, or with 0, all that there is comes first. Where changes since then are forgotten, an ERROR of 410 comes.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 *
 * @throws ApiError 400 for a bad selector or version, 422 for a streaming list, which servers of this version don't
 *   offer and clients then do without
 */
export function watch(state: WatchState, target: Target, query: URLSearchParams, res: ServerResponse): void {
  if (query.has('sendInitialEvents')) throw unprocessable();
  const { store, work, bookmarkMs } = state;
  const { resource } = target;
  const selects = selectorOf(target, query);
  const since = parseVersion(query.get('resourceVersion'));
  const timeoutMs = (Number(query.get('timeoutSeconds') ?? 0) || 3600) * 1000;

  const send = (type: string, object: object) => {
    const line = `${JSON.stringify({ type, object })}\n`;
    work.bytes += Buffer.byteLength(line);
    res.write(line);
  };
  const sendChange = (change: Change) => {
    const seen = change.resource === resource ? seenThrough(selects, change) : undefined;
    if (seen) send(seen.type, seen.object);
  };

  res.writeHead(200, { 'Content-Type': 'application/json' });
  res.flushHeaders();
  if (since === 0) {
    const entries = store.entries(resource);
    if (!RESOURCES[resource].cached) work.objectsRead += entries.length;
    for (const { object } of entries) if (selects(object)) send('ADDED', object);
  }
  const missed = since === 0 ? [] : store.changesSince(since);
  if (!missed) {
    send('ERROR', tooOld(since, store.oldestRevision).body);
    res.end();
    return;
  }
  missed.forEach(sendChange);
  const unsubscribe = store.onChange(sendChange);

  const timers: NodeJS.Timeout[] = [];
  const stop = () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
  };
  res.on('close', stop);
  const end = () => {
    stop();
    res.end();
  };
  timers.push(setTimeout(end, timeoutMs));
  if (query.get('allowWatchBookmarks') !== 'true' || !RESOURCES[resource].cached) return;
  const bookmark = () => send('BOOKMARK', bookmarkOf(target, store.revision));
  timers.push(setInterval(bookmark, bookmarkMs));
  timers.push(setTimeout(bookmark, timeoutMs - Math.min(LAST_BOOKMARK_MS, timeoutMs / 2)));
}

function parseVersion(text: string | null): number {
  if (!/^\d*$/.test(text ?? '')) throw badRequest(`invalid resource version: ${text}`);
  return Number(text ?? 0);
}

/**
 * A change as a watch with this selector sees it: an object that begins to match is ADDED, and one that ceases to is
 * DELETED, as it was before. https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
function seenThrough(selects: Selector, change: Change): { type: string; object: KubeObject } | undefined {
  const { type, object, previous } = change;
  const before = previous !== undefined && selects(previous);
  const after = type !== 'DELETED' && selects(object);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object };
  if (!before) return undefined;
  const metadata = { ...previous.metadata, resourceVersion: String(revisionOf(change)) };
  return { type: 'DELETED', object: { ...previous, metadata } };
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#watch-bookmarks */
function bookmarkOf({ resource }: Target, revision: number) {
  const { kind, apiVersion } = RESOURCES[resource];
  return { kind, apiVersion, metadata: { resourceVersion: String(revision), creationTimestamp: null } };
}
