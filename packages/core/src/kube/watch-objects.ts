import * as z from 'zod';
import { oneLineMessage } from '../failure.ts';
import type { Kubectl } from './kubectl.ts';
import { parseAnswer } from './parse-answer.ts';
import { collectionPath, type Resource } from './resource.ts';
import { BACKOFF_MS, isTransient, sleep } from './retry.ts';

/** How long one request watches, in seconds; the next goes on where it ended. A dead connection is noticed by then. */
const SECONDS = 120;
const GRACE_MS = 15_000;

/** What a watch reports. */
export interface WatchHandlers {
  /** An object as it is now, or as it last was where it was deleted. */
  onObject(object: unknown, deleted: boolean): void;
  /** Changes may have been missed: whatever matters has to be read again. */
  onGap(): void;
  /** The watch is over, because the API server refuses it. */
  onRefused(failure: string): void;
}

const ListStart = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

const Line = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({
    code: z.number().optional(),
    metadata: z.looseObject({ resourceVersion: z.string().optional() }).optional(),
  }),
});

/**
 * Watches a collection from now on, until the signal is aborted; resolves once "now" is known, so that nothing that
 * happens afterwards is missed.
 *
 * It begins at the version of a list from the API server's cache that no object matches, which costs its storage
 * nothing. It goes on after each request's end and each failure at the last version that it has seen; where the server
 * has forgotten that (410), and where a request failed, `onGap` is called.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 *
 * @param namespace only this one; all of them where it is absent
 * @param selector a label selector; the empty one takes all
 */
export async function watchObjects(
  kubectl: Kubectl,
  resource: Resource,
  namespace: string | undefined,
  handlers: WatchHandlers,
  signal: AbortSignal,
  selector = '',
): Promise<void> {
  const path = collectionPath(resource, namespace);
  const first = await currentVersion(kubectl, path, signal);
  if ('failure' in first) return handlers.onRefused(first.failure);
  void follow(first.version);

  async function follow(from: string): Promise<void> {
    let version = from;
    for (let failures = 0; !signal.aborted; ) {
      const end = await watchOnce(kubectl, path, version, selector, handlers, signal);
      if (signal.aborted) return;
      if (end.failure !== undefined && !isTransient(end.failure)) return handlers.onRefused(end.failure);
      failures = end.failure === undefined || end.version !== version ? 0 : failures + 1;
      version = end.version;
      if (end.failure === undefined && !end.expired) continue;
      await sleep(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0, signal);
      if (end.expired) {
        const next = await currentVersion(kubectl, path, signal);
        if ('failure' in next) return handlers.onRefused(next.failure);
        version = next.version;
      }
      if (!signal.aborted) handlers.onGap();
    }
  }
}

/** The collection's version in the API server's cache, which is behind its storage by milliseconds at most. */
async function currentVersion(
  kubectl: Kubectl,
  path: string,
  signal: AbortSignal,
): Promise<{ version: string } | { failure: string }> {
  const query = new URLSearchParams({ resourceVersion: '0', fieldSelector: 'metadata.name=none' });
  let failure = '';
  for (const ms of [0, ...BACKOFF_MS]) {
    await sleep(ms, signal);
    const answer = await kubectl(['get', '--raw', `${path}?${query}`], { signal });
    if (answer.failure === undefined) {
      try {
        const { metadata } = parseAnswer(answer.stdout, ListStart, `list ${path}`);
        return { version: metadata.resourceVersion };
      } catch (error) {
        failure = oneLineMessage(error);
      }
    } else {
      failure = answer.failure;
      if (!isTransient(failure)) break;
    }
    if (signal.aborted) break;
  }
  return { failure };
}

/** One request. Its `version` is the last one seen; `expired` says that the server has forgotten that. */
async function watchOnce(
  kubectl: Kubectl,
  path: string,
  from: string,
  selector: string,
  { onObject }: WatchHandlers,
  signal: AbortSignal,
): Promise<{ version: string; expired: boolean; failure?: string }> {
  let version = from;
  let expired = false;
  let odd: string | undefined;
  const query = new URLSearchParams({
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: version,
    timeoutSeconds: String(SECONDS),
  });
  if (selector !== '') query.set('labelSelector', selector);
  const onLine = (line: string) => {
    const change = parseLine(line);
    if (change === undefined) odd = `an unexpected line of ${line.length} characters`;
    else if (change.type === 'ERROR') {
      expired ||= change.object.code === 410;
      odd = expired ? undefined : 'the API server reported an error';
    } else {
      version = change.object.metadata?.resourceVersion ?? version;
      if (change.type !== 'BOOKMARK') onObject(change.object, change.type === 'DELETED');
    }
  };
  const limit = AbortSignal.timeout(SECONDS * 1000 + GRACE_MS);
  const { failure = odd } = await kubectl(['get', '--raw', `${path}?${query}`], {
    onLine,
    signal: AbortSignal.any([signal, limit]),
  });
  // We gave up a connection that went silent; the next request brings what it would have brought.
  return failure === undefined || limit.aborted ? { version, expired } : { version, expired, failure };
}

function parseLine(text: string): z.infer<typeof Line> | undefined {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
