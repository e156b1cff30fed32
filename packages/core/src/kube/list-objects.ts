import * as z from 'zod';
import { toolFailure } from '../failure.ts';
import { firstIssue } from '../first-issue.ts';
import { hasTooManyValues, MAX_ANSWER_BYTES, TOO_MANY_VALUES } from './answer-size.ts';
import { type Kubectl, TOO_LARGE } from './kubectl.ts';
import { parseAnswer } from './parse-answer.ts';
import { readFailure } from './read-failure.ts';
import { MAX_ITEMS, splitItems } from './split-items.ts';

/**
 * Objects in one answer: kubectl's own page size, and smaller ones where such a page is too large to be read.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
const PAGE_SIZES = [500, 50, 5, 1] as const;
const STEP = 10;

/** A list that expires this often in a row is changing faster than it can be read. */
const ATTEMPTS = 3;

/** No cluster has as many, but a server that is broken may send pages without end. */
const MAX_OBJECTS = 100_000;
const MAX_PAGES = 10_000;
const MAX_EMPTY_PAGES = 100;

const Page = z.object({
  kind: z.string().endsWith('List'),
  // A real one has some 200 characters.
  metadata: z.object({ continue: z.string().max(4096).optional() }),
  // They are read one by one.
  items: z.array(z.unknown()).max(0),
});

/** What is listed: the path of a collection, and which of its objects. */
export interface ListRequest<T extends z.ZodType, R> {
  /** `/api/v1/pods`, or `/api/v1/namespaces/x/pods` */
  path: string;
  /** A label selector as kubectl takes it; none or the empty one takes all. */
  selector?: string;
  /** A field selector likewise. */
  fieldSelector?: string;
  /** What is read of each object. */
  item: T;
  /** Takes the place of `read` for an object that `item` refuses, with what is wrong; without it, the list fails. */
  readOdd?: (object: unknown, fault: string) => R;
  /** Called before the first page, and again where the list begins again: what was read until then is forgotten. */
  onStart?: () => void;
  /** Called after each page with the number of objects so far. */
  onProgress?: (count: number) => void;
}

/**
 * Lists all objects of a collection, page by page, and returns what `read` makes of each.
 *
 * A continue token that expired (410) starts the list again, because its two halves would belong to different moments.
 * Anything short of the complete list is a Failure (exit 1): `Unavailable` where there is no such collection or the
 * caller may not read it. A list without an end is one too.
 */
export async function listObjects<T extends z.ZodType, R>(
  kubectl: Kubectl,
  request: ListRequest<T, R>,
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
  request: ListRequest<T, R>,
  read: (object: z.infer<T>) => R,
): Promise<R[] | 'expired'> {
  const {
    path,
    selector = '',
    fieldSelector = '',
    item,
    readOdd,
    onStart = () => {},
    onProgress = () => {},
  } = request;
  const what = `list ${path}`;
  const fail = (why: string) => toolFailure(`cannot ${what}: ${why}`);
  const found: R[] = [];
  const tokens = new Set<string>();
  let size = 0;
  let emptyPages = 0;
  onStart();
  for (let token = ''; ; ) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZES[size]) });
    if (selector !== '') query.set('labelSelector', selector);
    if (fieldSelector !== '') query.set('fieldSelector', fieldSelector);
    if (token !== '') query.set('continue', token);
    const { stdout, failure } = await kubectl(['get', '--raw', `${path}?${query}`]);
    // A token holds for a page of any size.
    if (failure === TOO_LARGE && size < PAGE_SIZES.length - 1) {
      size += 1;
      continue;
    }
    if (failure === TOO_LARGE) throw fail(`${failure}, although only one object was asked for`);
    // A first page has no token, so only a later one can have expired.
    if (failure !== undefined && token !== '' && /\((Expired|Gone)\)/.test(failure)) return 'expired';
    if (failure !== undefined) throw readFailure(what, failure);

    const pieces = splitItems(stdout);
    if (pieces === undefined) throw fail(`unexpected answer: more than ${MAX_ITEMS} objects on a page`);
    const { list, items } = pieces;
    const { metadata } = parseAnswer(list, Page, what);
    for (const [index, json] of items.entries()) {
      const { object, fault, value } = parseItem(json, item);
      if (fault === undefined) found.push(read(value));
      else if (readOdd !== undefined) found.push(readOdd(object, fault));
      else throw fail(`unexpected answer: items.${index}.${fault}`);
    }
    onProgress(found.length);
    token = metadata.continue ?? '';
    if (token === '') return found;
    if (tokens.has(token)) throw fail('the API server gave the same page token twice');
    tokens.add(token);
    emptyPages = items.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages >= MAX_EMPTY_PAGES)
      throw fail(`the API server gave ${MAX_EMPTY_PAGES} empty pages in a row`);
    if (found.length > MAX_OBJECTS || tokens.size > MAX_PAGES)
      throw fail(
        `the list has no end: ${found.length} objects on ${tokens.size} pages so far; choose fewer by namespace or label`,
      );
    if (size > 0 && stdout.length * STEP < MAX_ANSWER_BYTES) size -= 1;
  }
}

/** An item as `schema` has it, or what is wrong with it. */
function parseItem<T extends z.ZodType>(
  json: string,
  schema: T,
):
  | { object?: unknown; value: z.infer<T>; fault?: undefined }
  | { object?: unknown; value?: undefined; fault: string } {
  if (hasTooManyValues(json)) return { fault: TOO_MANY_VALUES };
  let object: unknown;
  try {
    object = JSON.parse(json);
  } catch {
    return { fault: 'not JSON' };
  }
  const parsed = schema.safeParse(object);
  return parsed.success ? { object, value: parsed.data } : { object, fault: firstIssue(parsed.error) };
}
