import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { createHttpClient, plainHostsOf } from '../http/create-http-client.ts';
import { type DockerConfig, parseDockerConfig } from '../login/docker-config.ts';
import { createCredentialFinder } from '../login/find-credentials.ts';
import { readLogin, requireSingleRegistry } from '../login/login-options.ts';
import { readPullSecret } from '../login/pull-secret.ts';
import type { Source } from '../source/source.ts';
import type { SourceContext } from '../source/source-options.ts';
import { createRegistryClient } from './registry-client.ts';
import { createRegistrySource } from './registry-source.ts';
import { createTokenCache } from './token-cache.ts';

/** Opens `--source registry`. A login comes from the options, else from the pull secrets, else from docker's config. */
export async function openRegistry(context: SourceContext): Promise<Source> {
  const { options, requests, io, deadline } = context;
  const given = await readLogin(options, io.env);
  if (given !== undefined) requireSingleRegistry(requests.map(({ repository }) => registryHost(repository)));
  const kubectl = createKubectl(options, io.log, {
    env: io.env,
    signal: io.signal,
    timeoutMs: Math.max(1, deadline.remainingMs()),
  });
  const secrets = await Promise.all(
    words(options['pull-secret']).map((name) => readPullSecret(name, kubectl)),
  );
  const config = await readDockerConfig(options['docker-config'], io.env);

  const client = await createHttpClient(context);
  const findCredentials = createCredentialFinder(
    given,
    config === undefined ? secrets : [...secrets, config],
    {
      env: io.env,
      deadline,
      log: io.log,
    },
  );
  const plainHosts = plainHostsOf(options);
  return createRegistrySource(
    createRegistryClient(client, createTokenCache(client), findCredentials, plainHosts),
    plainHosts,
  );
}

/**
 * Docker's config: the given file or folder, which must exist, else docker's default, which may be missing.
 * https://docs.docker.com/reference/cli/docker/#change-the-docker-directory
 */
async function readDockerConfig(
  given: string | undefined,
  env: Record<string, string | undefined>,
): Promise<DockerConfig | undefined> {
  const place = given ?? (env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'));
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(place, 'config.json') : place;
  try {
    return parseDockerConfig(await readFile(file, 'utf8'), file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === undefined) throw error;
    // A default config that is missing or unreadable counts as none.
    if (given === undefined) return undefined;
    throw toolFailure(`--docker-config ${file}: cannot be read: ${oneLineMessage(error)}`);
  }
}
