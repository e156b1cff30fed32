import { setTimeout } from 'node:timers/promises';

/** Waits until something is so. Looks once a millisecond: to look all the time takes a core from what is waited for. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(1);
}
