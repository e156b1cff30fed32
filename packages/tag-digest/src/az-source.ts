import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import type { Az } from './az.ts';
import { explainAz, parseShow, parseShowTags } from './az-answers.ts';
import type { Deadline } from './deadline.ts';
import type { Limit } from './limit.ts';
import { memo } from './memo.ts';
import { retryDelayMs } from './retry.ts';
import { type Source, type TagDigest, Unresolved } from './source.ts';
import type { Wanted } from './wanted.ts';

export interface AzSourceOptions {
  /** `--registry-name`; else the repository's host says it. */
  registryName: string | undefined;
  /** All that will be looked up: several tags of a repository take one call. */
  wanted: readonly Wanted[];
  /** Whether all tags of each repository are wanted anyway. */
  aliases: boolean;
  limit: Limit;
  deadline: Deadline;
}

/** As many tags as one request of az gets. */
const PAGE = 100;

/**
 * Resolves tags with `az acr repository show`, or `show-tags` where several of one repository are wanted.
 *
 * az tells neither media type nor platforms, so its rows have none. A runtime that reports an index, as containerd does,
 * can be compared with them; one that reports the platform's own manifest would seem to run something else.
 */
export function createAzSource(
  az: Az,
  { registryName, wanted, aliases, limit, deadline }: AzSourceOptions,
): Source {
  const counts = new Map<string, number>();
  for (const { repository } of wanted) counts.set(repository, (counts.get(repository) ?? 0) + 1);

  /** Runs az until it succeeds or there is no use in another try. */
  const run = async (repository: string, args: readonly string[]): Promise<string> => {
    const name = registryName ?? azureName(registryHost(repository));
    let last: Unresolved | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const result = await limit(() => az(['acr', 'repository', ...args, `--name=${name}`]));
      if (result.end === 'exited' && result.exitCode === 0) return result.stdout;
      const { code, status, sentence } = explainAz(result, registryHost(repository));
      const delay = retryDelayMs({ status }, attempt, Math.random(), Date.now());
      const failure = new Unresolved(code, sentence);
      // Broken off by the deadline, a call says less than the one before it.
      if (result.end === 'ended') throw last ?? failure;
      if (delay === undefined || delay >= deadline.remainingMs()) throw failure;
      last = failure;
      await deadline.sleep(delay);
    }
  };
  const show = async ({ repository, tag }: Wanted) =>
    parseShow(
      await run(repository, ['show', `--image=${pathOf(repository)}:${tag}`]),
      registryHost(repository),
    );

  const showTags = async (repository: string, ...more: string[]): Promise<TagDigest[]> => {
    const args = ['show-tags', '--detail', `--repository=${pathOf(repository)}`, ...more];
    return parseShowTags(await run(repository, args), registryHost(repository));
  };
  const allTags = memo((repository: string) => showTags(repository));
  // Tags that are moved are among the newest; a page of those is one request, however many tags there are.
  const newestTags = memo((repository: string) =>
    showTags(repository, `--top=${PAGE}`, '--orderby=time_desc'),
  );

  return {
    name: 'az',
    tags: allTags,
    resolve: async (one) => {
      if (aliases || (counts.get(one.repository) ?? 0) > 1) {
        const tags = await (aliases ? allTags : newestTags)(one.repository).catch(ifUnclear);
        const found = tags?.find(({ tag }) => tag === one.tag);
        if (found !== undefined) return { digest: found.digest, platforms: {} };
      }
      return { digest: (await show(one)).digest, platforms: {} };
    },
  };
}

/** `show-tags` has no exit code of its own for a missing repository, so what it can't tell is left to `show`. */
function ifUnclear(error: unknown): undefined {
  if (error instanceof Unresolved && error.code !== 'unreachable') throw error;
  if (!(error instanceof Unresolved)) throw error;
}

const pathOf = (repository: string): string => repository.slice(registryHost(repository).length + 1);

/** The name of an Azure registry: `myreg` for `myreg.azurecr.io`, also in Azure's other clouds. */
export function azureName(host: string): string {
  const name = /^([a-z0-9-]+)\.azurecr\.[a-z]+$/i.exec(host)?.[1];
  if (name !== undefined) return name;
  throw new Unresolved(
    'unreachable',
    `${host} is no Azure registry, which az could ask; give --registry-name, or use --source registry`,
  );
}
