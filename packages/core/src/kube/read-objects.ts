import * as z from 'zod';
import { oneLineMessage } from '../failure.ts';
import { firstIssue } from '../first-issue.ts';
import type { Kubectl } from './kubectl.ts';
import { idOfObject, manifestLines, type ObjectRef } from './object-ref.ts';
import { parseAnswer } from './parse-answer.ts';

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
const List = z.object({ kind: z.literal('List'), items: z.array(Identified) });
const Answer = z.union([List, Identified]);

/**
 * Reads objects by name, of any kinds, with one kubectl process: each is a request of its own, which the API
 * server answers from its storage with the present state. An object that can't be read doesn't hide the
 * others. Never throws for a failing server: a torn answer is a `failure` too.
 */
export async function readObjects(kubectl: Kubectl, objects: readonly ObjectRef[]): Promise<ReadObjects> {
  if (objects.length === 0) return { found: new Map() };
  const args = ['get', '-f', '-', '-o', 'json', '--ignore-not-found'];
  const { stdout, failure } = await kubectl(args, { input: manifestLines(objects) });
  try {
    const found = new Map(parseObjects(stdout).map((object) => [idOfObject(object), object]));
    return failure === undefined ? { found } : { found, failure };
  } catch (error) {
    return { found: new Map(), failure: failure ?? oneLineMessage(error) };
  }
}

/** kubectl prints nothing at all where there is no object, and a single one as itself. */
function parseObjects(text: string): z.infer<typeof Identified>[] {
  if (text.trim() === '') return [];
  const answer = parseAnswer(text, Answer, 'get the objects of a group');
  return 'items' in answer ? (answer.items as z.infer<typeof Identified>[]) : [answer];
}

/** An object as `schema` has it; undefined where it is missing, and `odd` says why where it is of another shape. */
export function parseObject<S extends z.ZodType>(
  schema: S,
  object: unknown,
): { value?: z.infer<S>; odd?: string } {
  if (object === undefined) return {};
  const parsed = schema.safeParse(object);
  if (parsed.success) return { value: parsed.data };
  return { odd: `unexpected ${firstIssue(parsed.error)}` };
}
