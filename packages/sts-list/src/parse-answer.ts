import { toolFailure } from '@patch-notebook-sts/core/failure';
import type * as z from 'zod';

/** kubectl's answer as `schema` has it; one that is not whole or another is a Failure (exit 1). */
export function parseAnswer<S extends z.ZodType>(text: string, schema: S, path: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw toolFailure(`cannot list ${path}: kubectl's answer is not whole (${text.length} characters)`);
  }
  const answer = schema.safeParse(value);
  if (answer.success) return answer.data;
  const issue = answer.error.issues[0];
  throw toolFailure(`cannot list ${path}: unexpected answer: ${issue?.path.join('.')}: ${issue?.message}`);
}
