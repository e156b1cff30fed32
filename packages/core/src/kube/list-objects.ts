import * as z from 'zod';
import { toolFailure } from '../failure.ts';
import type { Kubectl } from './kubectl.ts';
import { parseAnswer } from './parse-answer.ts';
import { readFailure } from './read-failure.ts';

/** Objects in one answer; kubectl's own page size. https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks */
export const PAGE_SIZE = 500;

/** A list that expires this often in a row is changing faster than it can be read. */
const ATTEMPTS = 3;

const Page = <T extends z.ZodType>(item: T) =>
  z.object({
    kind: z.string().endsWith('List'),
    metadata: z.object({ continue: z.string().optional() }),
    items: z.array(item),
  });

/** What is listed: the path of a collection, and which of its objects. */
export interface ListRequest<T extends z.ZodType> {
  /** `/api/v1/pods`, or `/api/v1/namespaces/x/pods` */
  path: string;
  /** A label selector as kubectl takes it; none or the empty one takes all. */
  selector?: string;
  /** A field selector likewise. */
  fieldSelector?: string;
  /** What is read of each object. */
  item: T;
  /** Called after each page with the number of objects so far. */
  onProgress?: (count: number) => void;
}

/**
 * Lists all objects of a collection, page by page, and returns what `read` makes of each.
 *
 * A continue token that expired (410) starts the list again, because its two halves would belong to different moments.
 * Anything short of the complete list is a Failure (exit 1): `Unavailable` where there is no such collection or the
 * caller may not read it.
 */
export async function listObjects<T extends z.ZodType, R>(
  kubectl: Kubectl,
  request: ListRequest<T>,
  read: (object: z.infer<T>) => R,
): Promise<R[]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await listOnce(kubectl, request, read);
    if (found !== 'expired') return found;
  }
  throw toolFailure(
    `cannot list ${request.path}: the list expired ${ATTEMPTS} times before its end; try again when the API server is less busy`,
  );
}

async function listOnce<T extends z.ZodType, R>(
  kubectl: Kubectl,
  { path, selector = '', fieldSelector = '', item, onProgress = () => {} }: ListRequest<T>,
  read: (object: z.infer<T>) => R,
): Promise<R[] | 'expired'> {
  const found: R[] = [];
  const schema = Page(item);
  const tokens = new Set<string>();
  for (let token = ''; ; ) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (selector !== '') query.set('labelSelector', selector);
    if (fieldSelector !== '') query.set('fieldSelector', fieldSelector);
    if (token !== '') query.set('continue', token);
    const args = ['get', '--raw', `${path}?${query}`];
    const { stdout, failure } = await kubectl(args);
    // A first page has no token, so only a later one can have expired.
    if (failure !== undefined && token !== '' && /\((Expired|Gone)\)/.test(failure)) return 'expired';
    if (failure !== undefined) throw readFailure(`list ${path}`, failure);
    const page = parseAnswer(stdout, schema, `list ${path}`);
    for (const object of page.items) found.push(read(object));
    onProgress(found.length);
    token = page.metadata.continue ?? '';
    if (token === '') return found;
    if (tokens.has(token))
      throw toolFailure(`cannot list ${path}: the API server gave the same page token twice`);
    tokens.add(token);
  }
}
