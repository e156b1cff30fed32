import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import type { Log } from '@patch-notebook-sts/core/io/log';
import type { ImageDetails, RunningImage } from '@patch-notebook-sts/core/rows/image-row';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Source } from './source/source.ts';

/** Where the digests of a tag are asked about, and how much. */
export interface Digests {
  repository: string;
  /** `repository:tag`, for messages. */
  name: string;
  digests: Source['digests'];
  /** Whether to say what the images are. */
  details: boolean;
  log: Log;
}

/** What a digest is, or undefined if the registry can't say: the tag's digest is valid without it. */
export async function describe(
  { repository, name, digests, log }: Digests,
  digest: string,
): Promise<ImageDetails | undefined> {
  try {
    return await digests?.details(repository, digest);
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    log.error(`${name}: no details of ${shortDigest(digest)}: ${error.code}: ${oneLineMessage(error)}`);
    return undefined;
  }
}

/**
 * What the running digests are. One that the registry has no more is no error.
 * @param current what the tag points to, which most containers run, and which needs no request
 */
export const describeRunning = (
  about: Digests,
  running: readonly string[],
  current: RunningImage,
): Promise<RunningImage[]> =>
  Promise.all(running.map((digest) => (digest === current.digest ? current : describeOne(about, digest))));

async function describeOne(about: Digests, digest: string): Promise<RunningImage> {
  const { repository, name, digests, details, log } = about;
  try {
    const platforms = (await digests?.platforms(repository, digest)) ?? {};
    const described = details ? await describe(about, digest) : undefined;
    return { digest, platforms, ...(described === undefined ? {} : { details: described }) };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    if (error.code === 'not-found') return { digest, gone: true };
    log.error(`${name}: ${shortDigest(digest)}, which runs: ${error.code}: ${oneLineMessage(error)}`);
    return { digest, error: error.code };
  }
}
