import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import type { Log } from '@patch-notebook-sts/core/io/log';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { aliasesOf } from './aliases.ts';
import { type Source, Unresolved } from './source.ts';
import type { Wanted } from './wanted.ts';

/** The rows, and whether a source failed; a missing tag is no failure. */
export interface Looked {
  rows: ImageRow[];
  failed: boolean;
}

export interface ResolveOptions {
  /** Whether each row gets the other tags with its digest. */
  aliases?: boolean;
  log: Log;
  onProgress: (done: number, total: number) => void;
}

/**
 * Looks up tags side by side (the source limits how many) and gives their rows in the order of `wanted`.
 * A tag that can't be resolved gets a row with its error, and a line on stderr; the others go on.
 */
export async function resolveAll(
  wanted: readonly Wanted[],
  source: Source,
  options: ResolveOptions,
): Promise<Looked> {
  let done = 0;
  const found = await Promise.all(
    wanted.map(async (one) => {
      const result = await resolveOne(one, source, options);
      done += 1;
      options.onProgress(done, wanted.length);
      return result;
    }),
  );
  return { rows: found.map(({ row }) => row), failed: found.some(({ failed }) => failed) };
}

async function resolveOne(
  { repository, tag }: Wanted,
  source: Source,
  { aliases = false, log }: ResolveOptions,
): Promise<{ row: ImageRow; failed: boolean }> {
  const name = `${repository}:${tag}`;
  try {
    const { digest, mediaType, platforms } = await source.resolve({ repository, tag });
    const others = aliases ? await aliasesFor(name, digest, () => source.tags(repository), log) : undefined;
    const row = {
      repository,
      tag,
      digest,
      ...(mediaType === undefined ? {} : { mediaType }),
      platforms,
      ...(others === undefined ? {} : { aliases: others }),
      ...about(source),
    };
    return { row, failed: aliases && others === undefined };
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    log.error(`${name}: ${error.code}: ${oneLineMessage(error)}`);
    const row = { repository, tag, digest: null, error: error.code, ...about(source) };
    return { row, failed: error.code !== 'not-found' };
  }
}

const about = (source: Source) => ({ source: source.name, resolvedAt: new Date().toISOString() });

/** A tag's other names, or undefined where they can't be had: its digest is good without them. */
async function aliasesFor(
  name: string,
  digest: string,
  tags: () => ReturnType<Source['tags']>,
  log: Log,
): Promise<string[] | undefined> {
  try {
    return aliasesOf(name.slice(name.lastIndexOf(':') + 1), digest, await tags());
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    log.error(`${name}: no aliases: ${error.code}: ${oneLineMessage(error)}`);
    return undefined;
  }
}
