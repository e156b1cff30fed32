import { usageError } from '@patch-notebook-sts/core/failure';
import { createHttpClient } from '@patch-notebook-sts/core/http/create-http-client';
import { createArtifactoryClient } from '@patch-notebook-sts/core/registry/artifactory-client';
import {
  type ArtifactoryOptions,
  artifactoryOptions,
  readArtifactory,
} from '@patch-notebook-sts/core/registry/artifactory-options';
import { createAz } from '@patch-notebook-sts/core/registry/az';
import { openRegistryApi } from '@patch-notebook-sts/core/registry/open-registry-api';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import type { RegistryContext, RegistryOptions } from '@patch-notebook-sts/core/registry/registry-options';
import { azTags, requireAzure } from './move/az-tags.ts';
import { jfrogTags, locateImages } from './move/jfrog-tags.ts';
import { requireArtifactory } from './move/require-artifactory.ts';
import { registryTags, type Tags } from './move/tags.ts';

/** The ways to write a tag. */
export type SourceName = 'registry' | 'az' | 'jfrog';

interface TagsContext extends RegistryContext {
  options: RegistryOptions & ArtifactoryOptions;
}

/** For an import by az; --timeout is mostly shorter. */
const IMPORT_TIMEOUT_MS = 30 * 60_000;

/** The way that `--source` names. An option that it doesn't read is refused (exit 2). */
export function readSource(name: string, options: ArtifactoryOptions): SourceName {
  if (name !== 'registry' && name !== 'az' && name !== 'jfrog')
    throw usageError(`--source ${name}: registry, az and jfrog are the ways`);
  const unread = Object.keys(artifactoryOptions).find(
    (option) => options[option as keyof ArtifactoryOptions] !== undefined,
  );
  if (name !== 'jfrog' && unread !== undefined)
    throw usageError(`--${unread} is for --source jfrog, not for ${name}`);
  return name;
}

/**
 * Opens the tags of repositories: read from the registry, and written in the way that was chosen.
 * @param writes what will be written; undefined for a dry run
 */
export async function openTags(
  source: SourceName,
  context: TagsContext,
  repositories: readonly string[],
  writes: 'tags' | 'tags, and deletes' | undefined,
): Promise<{ api: RegistryApi; tags: Tags }> {
  const { options, io, deadline, passwordVariable } = context;
  if (source === 'registry') {
    const actions = writes === undefined ? 'pull' : writes === 'tags' ? 'pull,push' : 'pull,push,delete';
    const api = await openRegistryApi(context, repositories, actions);
    return { api, tags: registryTags(api) };
  }
  if (source === 'az') {
    requireAzure(repositories);
    const api = await openRegistryApi(context, repositories);
    const az = createAz({
      login: undefined,
      env: io.env,
      deadline,
      log: io.log,
      timeoutMs: IMPORT_TIMEOUT_MS,
    });
    return { api, tags: azTags(registryTags(api), az) };
  }
  const access = await readArtifactory(options, repositories, io.env, passwordVariable);
  const images = locateImages(repositories, access);
  const artifactory = createArtifactoryClient(await createHttpClient(context), access.credentials);
  const bases = new Map([...images.values()].map(({ base }) => [base.href, base]));
  await Promise.all([...bases.values()].map((base) => requireArtifactory(artifactory, base)));
  const api = await openRegistryApi(context, repositories);
  return { api, tags: jfrogTags(registryTags(api), artifactory, images, access.credentials !== undefined) };
}
