import { failed } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kubectl';
import * as z from 'zod';
import { parseAnswer } from './parse-answer.ts';
import { readFailure } from './refused.ts';

/** Objects in one answer; kubectl's own page size. https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks */
export const PAGE_SIZE = 500;

/** A list that expires this often in a row is changing faster than it can be read. */
const ATTEMPTS = 3;

const Page = <T extends z.ZodType>(item: T) =>
  z.object({
    kind: z.string().endsWith('List'),
    // A custom resource's list has an empty token at its end, and its items in front of its metadata.
    metadata: z.object({ continue: z.string().optional() }),
    items: z.array(item),
  });

/**
 * Lists all objects of a collection, page by page, and gives what `read` makes of each.
 *
 * Short of the complete list it is a Failure (exit 1), a `Refused` where there is no such collection or the caller may
 * not read it. A continue token that expired (410) starts the list again:
 * its two halves would belong to different moments.
 * @param path the collection's path, `/api/v1/pods` or `/api/v1/namespaces/x/pods`
 * @param onProgress told how many objects there are so far, after each page
 */
export async function listObjects<T extends z.ZodType, R>(
  kubectl: Kubectl,
  path: string,
  selector: string,
  item: T,
  read: (object: z.infer<T>) => R,
  onProgress: (count: number) => void = () => {},
): Promise<R[]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await listOnce(kubectl, path, selector, item, read, onProgress);
    if (found !== 'expired') return found;
  }
  throw failed(
    `${path}: the list expired ${ATTEMPTS} times before its end; try again when the API server is less busy`,
  );
}

async function listOnce<T extends z.ZodType, R>(
  kubectl: Kubectl,
  path: string,
  selector: string,
  item: T,
  read: (object: z.infer<T>) => R,
  onProgress: (count: number) => void,
): Promise<R[] | 'expired'> {
  const found: R[] = [];
  const schema = Page(item);
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (selector !== '') query.set('labelSelector', selector);
    if (next) query.set('continue', next);
    const { stdout, failure } = await kubectl(['get', '--raw', `${path}?${query}`]);
    // A first page has no token, so only a later one can have expired.
    if (failure !== undefined && next && /\((Expired|Gone)\)/.test(failure)) return 'expired';
    if (failure !== undefined) throw readFailure(path, failure);
    const page = parseAnswer(stdout, schema, path);
    for (const object of page.items) found.push(read(object));
    onProgress(found.length);
    next = page.metadata.continue;
  } while (next);
  return found;
}
