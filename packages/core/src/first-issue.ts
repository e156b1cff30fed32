import type * as z from 'zod';

/** The first fault that a schema found: `path: message`, or only the message if the fault is at the root. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'invalid';
  return path === '' ? message : `${path}: ${message}`;
}
