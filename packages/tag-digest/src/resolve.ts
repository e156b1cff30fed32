import { sentence } from '@patch-notebook-sts/core/failure';
import type { ImageRow } from '@patch-notebook-sts/core/image-row';
import type { Log } from '@patch-notebook-sts/core/log';
import { type Source, Unresolved } from './source.ts';
import type { Wanted } from './wanted.ts';

/**
 * Looks up tags side by side, `concurrency` at a time, and gives their rows in the order of `wanted`.
 * A tag that can't be resolved gets a row with its error, and a line on stderr; the others go on.
 */
export async function resolveAll(
  wanted: readonly Wanted[],
  source: Source,
  concurrency: number,
  log: Log,
  onProgress: (done: number, total: number) => void,
): Promise<ImageRow[]> {
  const rows: ImageRow[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let index = next++; index < wanted.length; index = next++) {
      const one = wanted[index];
      if (one !== undefined) rows[index] = await resolveOne(one, source, log);
      done += 1;
      onProgress(done, wanted.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return rows;
}

async function resolveOne({ repository, tag }: Wanted, source: Source, log: Log): Promise<ImageRow> {
  const about = { source: source.name, resolvedAt: new Date().toISOString() };
  try {
    const { digest, mediaType, platforms } = await source.resolve({ repository, tag });
    return {
      repository,
      tag,
      digest,
      ...(mediaType === undefined ? {} : { mediaType }),
      platforms,
      ...about,
    };
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    log.error(`${repository}:${tag}: ${error.code}: ${sentence(error)}`);
    return { repository, tag, digest: null, error: error.code, ...about };
  }
}
