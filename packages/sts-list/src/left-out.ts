import type { Log } from '@patch-notebook-sts/core/io/log';
import { printable } from '@patch-notebook-sts/core/text/printable';
import * as z from 'zod';

/** An object that can't be listed, and why. */
export interface LeftOut {
  /** Its kind and name, as people read them. */
  object: string;
  why: string;
}

const MAX_NAME = 200;
const MAX_WHY = 300;

/** Kept short, because there may be many. The name may be what is wrong. */
export const leftOut = (
  kind: string,
  namespace: string | undefined,
  name: string | undefined,
  why: string,
): LeftOut => ({
  object: printable(`${kind} ${namespace ?? '?'}/${name ?? '?'}`, MAX_NAME),
  why: printable(why, MAX_WHY),
});

const maybeText = z.string().optional().catch(undefined);
const Named = z.object({ metadata: z.object({ namespace: maybeText, name: maybeText }) });

/** The same, of an object of which nothing is known. */
export function oddObject(kind: string, object: unknown, why: string): LeftOut {
  const { namespace, name } = Named.safeParse(object).data?.metadata ?? {};
  return leftOut(kind, namespace, name, why);
}

/** Whoever makes ten thousand such objects must not fill the log. */
const MAX_NAMED = 5;

/** Names the first few, and counts the others. */
export function logLeftOut(all: readonly LeftOut[], log: Log): void {
  for (const { object, why } of all.slice(0, MAX_NAMED)) log.error(`left out ${object}: ${why}`);
  const more = all.length - MAX_NAMED;
  if (more > 0) log.error(`left out ${more} more that can't be listed`);
}
