import { toolFailure } from '@patch-notebook-sts/core/failure';
import { keepHeapSmall } from '@patch-notebook-sts/core/io/small-heap';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
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
  throw toolFailure(
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
  const ask = (token: string) => {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (selector !== '') query.set('labelSelector', selector);
    if (token !== '') query.set('continue', token);
    return askInPieces(kubectl, `${path}?${query}`);
  };
  for (let token = '', asked = ask(token); ; ) {
    // The next page is on its way while the rest of this one comes and is read; never more than one.
    const ahead = tokenAhead(await asked.start);
    const next = ahead === undefined ? undefined : ask(ahead);
    const { stdout, failure } = await asked.answer;
    // A first page has no token, so only a later one can have expired.
    if (failure !== undefined && token !== '' && /\((Expired|Gone)\)/.test(failure)) return 'expired';
    if (failure !== undefined) throw readFailure(path, failure);
    const page = parseAnswer(stdout, schema, path);
    for (const object of page.items) found.push(read(object));
    onProgress(found.length);
    token = page.metadata.continue ?? '';
    if (token === '') return found;
    // Not before there is more than a page: a short list is at its end before its garbage matters.
    keepHeapSmall();
    asked = next !== undefined && token === ahead ? next : ask(token);
  }
}

/** A request's answer, and its first piece, which comes earlier. */
function askInPieces(kubectl: Kubectl, path: string) {
  let started: (text: string) => void = () => {};
  const first = new Promise<string>((resolve) => {
    started = resolve;
  });
  const answer = kubectl(['get', '--raw', path], undefined, started);
  return { start: Promise.race([first, answer.then(({ stdout }) => stdout)]), answer };
}

/**
 * The continue token of a page that has been read only in part: built-in resources have their metadata in front of
 * their items. Custom resources don't, and have to be read first.
 */
const tokenAhead = (text: string): string | undefined =>
  /^\{"kind":"\w+","apiVersion":"[\w./]+","metadata":\{"resourceVersion":"\d*","continue":"([\w+/=-]+)"/.exec(
    text,
  )?.[1];
