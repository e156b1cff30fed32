import type * as z from 'zod';

/** The first thing that a schema found wrong, in a line: `path: message`, or the message alone about the whole. */
export function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  const path = issue?.path.join('.') ?? '';
  return `${path === '' ? '' : `${path}: `}${issue?.message ?? 'not as expected'}`;
}
