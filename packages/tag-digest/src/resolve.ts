import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import type { Log } from '@patch-notebook-sts/core/io/log';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { aliasesOf } from './aliases.ts';
import { type Digests, describe, describeRunning } from './describe.ts';
import type { Source, TagRequest } from './source/source.ts';

/** More aliases would make a row longer than any command reads. */
const MAX_ALIASES = 1000;

export interface ResolveResult {
  rows: ImageRow[];
  /** Whether any row failed. A missing tag is not a failure. */
  failed: boolean;
}

export interface ResolveOptions {
  /** Whether each row gets the other tags with its digest. */
  aliases?: boolean;
  /** Whether each row says what its image is. */
  details?: boolean;
  /** The digests that run now, by `repository:tag`; undefined: the rows don't name them. */
  running?: ReadonlyMap<string, readonly string[]> | undefined;
  log: Log;
  onProgress: (done: number, total: number) => void;
}

/**
 * Looks up all tags concurrently (the source sets the limit) and returns their rows in the order of `requests`.
 * A tag that can't be resolved gets a row with its error, and a line on stderr. The others continue.
 */
export async function resolveAll(
  requests: readonly TagRequest[],
  source: Source,
  options: ResolveOptions,
): Promise<ResolveResult> {
  let done = 0;
  const results = await Promise.all(
    requests.map(async (request) => {
      const result = await resolveOne(request, source, options);
      done += 1;
      options.onProgress(done, requests.length);
      return result;
    }),
  );
  return { rows: results.map(({ row }) => row), failed: results.some(({ failed }) => failed) };
}

async function resolveOne(
  { repository, tag }: TagRequest,
  source: Source,
  { aliases = false, details = false, running, log }: ResolveOptions,
): Promise<{ row: ImageRow; failed: boolean }> {
  const name = `${repository}:${tag}`;
  try {
    const { digest, mediaType, platforms } = await source.resolve({ repository, tag });
    const others = aliases ? await aliasesFor(name, digest, () => source.tags(repository), log) : undefined;
    const about: Digests = { repository, name, digests: source.digests, details, log };
    const described = details ? await describe(about, digest) : undefined;
    const said = described === undefined ? {} : { details: described };
    const runs =
      running && (await describeRunning(about, running.get(name) ?? [], { digest, platforms, ...said }));
    const row = {
      repository,
      tag,
      digest,
      ...(mediaType === undefined ? {} : { mediaType }),
      platforms,
      ...(others === undefined ? {} : { aliases: others }),
      ...said,
      ...(runs === undefined ? {} : { running: runs }),
      ...provenance(source),
    };
    const isWhole =
      !(aliases && others === undefined) &&
      !(details && described === undefined) &&
      !runs?.some(({ error, gone, details: said }) => error ?? (details && !gone && said === undefined));
    return { row, failed: !isWhole };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    log.error(`${name}: ${error.code}: ${oneLineMessage(error)}`);
    const row = { repository, tag, digest: null, error: error.code, ...provenance(source) };
    return { row, failed: error.code !== 'not-found' };
  }
}

const provenance = (source: Source) => ({ source: source.name, resolvedAt: new Date().toISOString() });

/** The aliases of a tag, or undefined if they can't be listed: the tag's digest is valid without them. */
async function aliasesFor(
  name: string,
  digest: string,
  tags: () => ReturnType<Source['tags']>,
  log: Log,
): Promise<string[] | undefined> {
  try {
    const aliases = aliasesOf(name.slice(name.lastIndexOf(':') + 1), digest, await tags());
    if (aliases.length > MAX_ALIASES)
      log.info(`${name}: ${aliases.length} other tags have its digest; the newest ${MAX_ALIASES} are listed`);
    return aliases.slice(0, MAX_ALIASES);
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    log.error(`${name}: no aliases: ${error.code}: ${oneLineMessage(error)}`);
    return undefined;
  }
}
