import { setTimeout } from 'node:timers/promises';

/** Far beyond what a busy machine takes; only a test that would wait for ever meets it. */
const LIMIT_MS = 10 * 60_000;

/**
 * Waits until something is so. Looks once a millisecond: to look all the time takes a core from what is waited for.
 * @throws Error after ten minutes
 */
export async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !isSo(); await setTimeout(1)) {
    if (Date.now() > end) throw new Error(`not so after ten minutes: ${isSo}`);
  }
}
