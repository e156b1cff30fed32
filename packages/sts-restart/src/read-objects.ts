import { toolFailure } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import * as z from 'zod';
import { type NamedObject, nameLines } from './named-object.ts';

/** Live objects; with a `failure`, those that are missing may be there all the same. */
export interface ReadObjects<T> {
  found: T[];
  failure?: string | undefined;
}

const List = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) });

/** Reads objects with one kubectl process. One that can't be read doesn't hide the others. */
export async function readObjects<T extends z.ZodType<object>>(
  kubectl: Kubectl,
  objects: readonly NamedObject[],
  schema: T,
): Promise<ReadObjects<z.infer<T>>> {
  const { stdout, failure } = await kubectl(
    ['get', '-f', '-', '-o', 'json', '--ignore-not-found'],
    nameLines(objects),
  );
  return { found: parseObjects(stdout, failure, schema), failure };
}

/** kubectl says nothing at all of no objects, and prints one as itself; a torn answer counts as a failed one. */
function parseObjects<T extends z.ZodType<object>>(
  text: string,
  failure: string | undefined,
  schema: T,
): z.infer<T>[] {
  if (text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    if (failure !== undefined) return [];
    throw toolFailure(`kubectl get: its answer is not whole (${text.length} characters)`);
  }
  const list = List.safeParse(json);
  const answer = z.array(schema).safeParse(list.success ? list.data.items : [json]);
  if (answer.success) return answer.data;
  const issue = answer.error.issues[0];
  throw toolFailure(`kubectl get: unexpected answer: ${issue?.path.join('.')}: ${issue?.message}`);
}
