import * as z from 'zod';
import { oneLineMessage } from '../failure.ts';
import { firstIssue } from '../first-issue.ts';
import { hasTooManyValues } from './answer-size.ts';
import { type Kubectl, TOO_LARGE } from './kubectl.ts';
import { idOfObject, manifestLines, type ObjectRef, objectId } from './object-ref.ts';
import { parseAnswer } from './parse-answer.ts';
import { ODD } from './retry.ts';

/** Live objects by `objectId`; with a `failure`, those that are missing may be there all the same. */
export interface ReadObjects {
  found: Map<string, unknown>;
  failure?: string;
}

const Identified = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
const List = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) });
const Answer = z.union([List, Identified]);

/**
 * Reads objects by name, of any kinds, with one kubectl process: each is a request of its own, which the API
 * server answers from its storage with the present state. An object that can't be read doesn't hide the
 * others: where the answer is too large, its halves are asked for. Never throws for a failing server: a torn answer is a
 * `failure` too.
 */
export async function readObjects(kubectl: Kubectl, objects: readonly ObjectRef[]): Promise<ReadObjects> {
  if (objects.length === 0) return { found: new Map() };
  const args = ['get', '-f', '-', '-o', 'json', '--ignore-not-found'];
  const { stdout, failure } = await kubectl(args, { input: manifestLines(objects) });
  if ((failure === TOO_LARGE || hasTooManyValues(stdout)) && objects.length > 1)
    return readHalves(kubectl, objects);
  try {
    const { found, odd } = parseObjects(stdout);
    const why = failure ?? odd;
    return why === undefined ? { found } : { found, failure: why };
  } catch (error) {
    return { found: new Map(), failure: failure ?? oneLineMessage(error) };
  }
}

async function readHalves(kubectl: Kubectl, objects: readonly ObjectRef[]): Promise<ReadObjects> {
  const middle = Math.ceil(objects.length / 2);
  const one = await readObjects(kubectl, objects.slice(0, middle));
  const other = await readObjects(kubectl, objects.slice(middle));
  const found = new Map([...one.found, ...other.found]);
  const failure = one.failure ?? other.failure;
  return failure === undefined ? { found } : { found, failure };
}

/** kubectl prints nothing at all where there is no object, and a single one as itself. `odd` says which has no name. */
function parseObjects(text: string): { found: ReadObjects['found']; odd?: string } {
  const found: ReadObjects['found'] = new Map();
  if (text.trim() === '') return { found };
  const what = 'get the objects of a group';
  const answer = parseAnswer(text, Answer, what);
  let odd: string | undefined;
  for (const object of 'items' in answer ? (answer.items as unknown[]) : [answer]) {
    const { value, odd: fault } = parseObject(Identified, object);
    if (value === undefined) odd = `cannot ${what}: ${fault}`;
    else found.set(idOfObject(value), value);
  }
  return odd === undefined ? { found } : { found, odd };
}

/** An object as `schema` has it; undefined where it is missing, and `odd` says why where it is of another shape. */
export function parseObject<S extends z.ZodType>(
  schema: S,
  object: unknown,
): { value?: z.infer<S>; odd?: string } {
  if (object === undefined) return {};
  const parsed = schema.safeParse(object);
  if (parsed.success) return { value: parsed.data };
  return { odd: `${ODD}: ${firstIssue(parsed.error)}` };
}

export interface FoundObject<T> {
  value?: T | undefined;
  failure?: string | undefined;
}

/** An object among those that were read: there, not there, or unknown, because it could not be read or is odd. */
export function findObject<S extends z.ZodType>(
  read: ReadObjects,
  ref: ObjectRef,
  schema: S,
): FoundObject<z.infer<S>> {
  const { value, odd } = parseObject(schema, read.found.get(objectId(ref)));
  if (odd !== undefined) return { failure: `${ref.resource.kind} ${ref.name}: ${odd}` };
  if (value === undefined && read.failure !== undefined) return { failure: read.failure };
  return { value };
}
