import type { ServerResponse } from 'node:http';
import type { Change } from './history.ts';
import type { Target } from './resources.ts';
import { parseFieldSelector, parseLabelSelector } from './selector.ts';
import { tooOld, unprocessable } from './status.ts';
import type { Store } from './store.ts';

/**
 * Streams the changes of a resource as one JSON object per line, from the resourceVersion of the query on;
 * without one, all that there is comes first.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 *
 * @throws ApiError 400 for a bad selector, 422 for a streaming list, which servers of this version don't offer and
 *   clients then do without
 */
export function watch(store: Store, target: Target, query: URLSearchParams, res: ServerResponse): void {
  if (query.has('sendInitialEvents')) throw unprocessable();
  const selectors = [
    parseLabelSelector(query.get('labelSelector') ?? ''),
    parseFieldSelector(query.get('fieldSelector') ?? ''),
  ];
  const since = Number(query.get('resourceVersion') ?? 0);
  const seconds = Number(query.get('timeoutSeconds') ?? 0) || 3600;

  const send = ({ type, object }: Pick<Change, 'type' | 'object'>) => {
    if (target.namespace !== undefined && object.metadata.namespace !== target.namespace) return;
    if (selectors.every((selects) => selects(object))) res.write(`${JSON.stringify({ type, object })}\n`);
  };
  res.writeHead(200, { 'Content-Type': 'application/json' });
  res.flushHeaders();
  if (since === 0) for (const { object } of store.entries(target.resource)) send({ type: 'ADDED', object });
  const missed = since === 0 ? [] : store.changesSince(since);
  if (!missed) {
    res.end(`${JSON.stringify({ type: 'ERROR', object: tooOld(since).body })}\n`);
    return;
  }
  for (const change of missed) if (change.resource === target.resource) send(change);
  const unsubscribe = store.onChange((change) => {
    if (change.resource === target.resource) send(change);
  });
  const timer = setTimeout(() => res.end(), seconds * 1000);
  res.on('close', () => {
    unsubscribe();
    clearTimeout(timer);
  });
}
