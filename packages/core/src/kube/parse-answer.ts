import type * as z from 'zod';
import { toolFailure } from '../failure.ts';
import { firstIssue } from '../first-issue.ts';
import { hasTooManyValues, TOO_MANY_VALUES } from './answer-size.ts';

/**
 * kubectl's JSON as `schema` has it.
 * @param what names the request in the Failure (exit 1) about a torn or unexpected answer: `list /api/v1/pods`
 */
export function parseAnswer<S extends z.ZodType>(text: string, schema: S, what: string): z.infer<S> {
  if (hasTooManyValues(text)) throw toolFailure(`cannot ${what}: the answer has ${TOO_MANY_VALUES}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw toolFailure(`cannot ${what}: kubectl's answer is not whole JSON (${text.length} characters)`);
  }
  const answer = schema.safeParse(value);
  if (answer.success) return answer.data;
  throw toolFailure(`cannot ${what}: unexpected answer: ${firstIssue(answer.error)}`);
}
