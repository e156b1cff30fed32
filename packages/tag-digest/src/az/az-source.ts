import { retryDelayMs } from '@patch-notebook-sts/core/http/retry-delay';
import type { Deadline } from '@patch-notebook-sts/core/io/deadline';
import { memoize } from '@patch-notebook-sts/core/memoize';
import type { TagDigest } from '@patch-notebook-sts/core/oci/resolve-manifest';
import { type Az, azureName } from '@patch-notebook-sts/core/registry/az';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import type { LimitFunction } from 'p-limit';
import type { Source, TagRequest } from '../source/source.ts';
import { explainAz, parseShow, parseShowTags } from './az-output.ts';

export interface AzSourceOptions {
  /** The value of `--registry-name`; if undefined, the repository's host gives the name. */
  registryName: string | undefined;
  /** Everything that will be looked up: several tags of a repository take one call. */
  requests: readonly TagRequest[];
  /** Whether all tags of each repository are needed anyway. */
  aliases: boolean;
  limit: LimitFunction;
  deadline: Deadline;
}

/** The number of tags that az gets with one request. */
const PAGE = 100;

/**
 * Resolves tags with `az acr repository show`, or with `show-tags` if several tags of a repository are needed.
 *
 * az prints neither media type nor platforms, so its rows have none. They suit a runtime that reports the index of an
 * image, as containerd does. A runtime that reports the platform's manifest would seem to run something else.
 */
export function createAzSource(
  az: Az,
  { registryName, requests, aliases, limit, deadline }: AzSourceOptions,
): Source {
  const counts = new Map<string, number>();
  for (const { repository } of requests) counts.set(repository, (counts.get(repository) ?? 0) + 1);

  /** Runs az until it succeeds or another attempt makes no sense. */
  const run = async (repository: string, args: readonly string[]): Promise<string> => {
    const name = registryName ?? nameOf(registryHost(repository));
    let last: ResolveError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const result = await limit(() => az(['acr', 'repository', ...args, `--name=${name}`]));
      if (result.end === 'exited' && result.exitCode === 0) return result.stdout;
      const { code, status, sentence } = explainAz(result, registryHost(repository));
      const delay = retryDelayMs({ status }, attempt, Math.random(), Date.now());
      const failure = new ResolveError(code, sentence);
      // A call that the deadline cut off says less than the one before it.
      if (result.end === 'ended') throw last ?? failure;
      if (delay === undefined || delay >= deadline.remainingMs()) throw failure;
      last = failure;
      await deadline.sleep(delay);
    }
  };
  const show = async ({ repository, tag }: TagRequest) =>
    parseShow(
      await run(repository, ['show', `--image=${pathOf(repository)}:${tag}`]),
      registryHost(repository),
    );

  const showTags = async (repository: string, ...options: string[]): Promise<TagDigest[]> => {
    const args = ['show-tags', '--detail', `--repository=${pathOf(repository)}`, ...options];
    return parseShowTags(await run(repository, args), registryHost(repository));
  };
  const allTags = memoize((repository: string) => showTags(repository));
  // A tag that moves is among the newest, and one page of those is one request, however many tags there are.
  const newestTags = memoize((repository: string) =>
    showTags(repository, `--top=${PAGE}`, '--orderby=time_desc'),
  );

  return {
    name: 'az',
    tags: allTags,
    resolve: async (request) => {
      const { repository } = request;
      if (aliases || (counts.get(repository) ?? 0) > 1) {
        const tags = await (aliases ? allTags : newestTags)(repository).catch(undefinedIfUnclear);
        const found = tags?.find(({ tag }) => tag === request.tag);
        if (found !== undefined) return { digest: found.digest, platforms: {} };
      }
      return { digest: (await show(request)).digest, platforms: {} };
    },
  };
}

/** `show-tags` has no exit code for a missing repository. What it leaves unclear, `show` decides. */
function undefinedIfUnclear(error: unknown): undefined {
  if (error instanceof ResolveError && error.code === 'unreachable') return undefined;
  throw error;
}

const pathOf = (repository: string): string => repository.slice(registryHost(repository).length + 1);

/** The name of the Azure registry of a host. */
export function nameOf(host: string): string {
  const name = azureName(host);
  if (name !== undefined) return name;
  throw new ResolveError(
    'unreachable',
    `${host} is not an Azure registry, so az can't query it; give --registry-name, or use --source registry`,
  );
}
