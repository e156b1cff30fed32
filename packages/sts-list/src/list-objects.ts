import { failed } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kubectl';
import { z } from 'zod';

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

/**
 * Lists all objects of a collection, page by page, and gives what `read` makes of each.
 *
 * Short of the complete list it is a Failure (exit 1). A continue token that expired (410) starts the list again:
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
    if (failure !== undefined) throw failed(`cannot list ${path}: ${failure}`);
    const page = parsePage(stdout, schema, path);
    for (const object of page.items) found.push(read(object));
    onProgress(found.length);
    next = page.metadata.continue;
  } while (next);
  return found;
}

function parsePage<S extends z.ZodType>(text: string, schema: S, path: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failed(`cannot list ${path}: kubectl's answer is not whole (${text.length} characters)`);
  }
  const page = schema.safeParse(value);
  if (page.success) return page.data;
  const issue = page.error.issues[0];
  throw failed(`cannot list ${path}: unexpected answer: ${issue?.path.join('.')}: ${issue?.message}`);
}
