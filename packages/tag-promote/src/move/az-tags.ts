import { usageError } from '@patch-notebook-sts/core/failure';
import { type Az, azureName, lastStderrLine } from '@patch-notebook-sts/core/registry/az';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import type { Tags, WriteFailure } from './tags.ts';

/** Refuses a repository that az can't write to (exit 2). */
export function requireAzure(repositories: readonly string[]): void {
  const other = repositories.find((repository) => azureName(registryHost(repository)) === undefined);
  if (other !== undefined)
    throw usageError(`--source az: ${other} is not of an Azure registry, NAME.azurecr.io`);
}

/**
 * Tags that are written with the Azure CLI, which needs no right to push but one to import, and read as those of any
 * registry: an import can't be made to depend on where the tag points, and doesn't say which digest it replaced.
 * https://learn.microsoft.com/azure/container-registry/container-registry-import-images
 */
export function azTags(read: Tags, az: Az): Tags {
  const call = async (repository: string, ...args: string[]): Promise<WriteFailure | undefined> => {
    const name = azureName(registryHost(repository)) ?? '';
    const { end, exitCode, killedBy, stderr } = await az([...args, `--name=${name}`]);
    if (end === 'exited' && killedBy === undefined)
      return exitCode === 0 ? undefined : { reason: `az failed: ${lastStderrLine(stderr)}`, mayPass: false };
    // Azure goes on with an import that nobody waits for; another one of the same digest does no harm.
    return {
      reason: 'az was ended before it was done; Azure may move the tag later, so look at it again',
      mayPass: true,
    };
  };
  return {
    ...read,
    put: (repository, tag, { digest }) =>
      call(
        repository,
        'acr',
        'import',
        `--source=${repository}@${digest}`,
        `--image=${pathOf(repository)}:${tag}`,
        '--force',
      ),
    remove: (repository, tag) =>
      call(repository, 'acr', 'repository', 'untag', `--image=${pathOf(repository)}:${tag}`),
  };
}

const pathOf = (repository: string): string => repository.slice(registryHost(repository).length + 1);
