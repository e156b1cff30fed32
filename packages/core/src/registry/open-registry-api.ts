import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { words } from '../cli/option-values.ts';
import { oneLineMessage, toolFailure } from '../failure.ts';
import { createHttpClient, plainHostsOf } from '../http/create-http-client.ts';
import { createKubectl } from '../kube/kubectl.ts';
import { type DockerConfig, parseDockerConfig } from '../login/docker-config.ts';
import { createCredentialFinder } from '../login/find-credentials.ts';
import { readLogin, requireSingleRegistry } from '../login/login-options.ts';
import { readPullSecret } from '../login/pull-secret.ts';
import { registryHost } from '../rows/reference.ts';
import { createRegistryApi, type RegistryApi } from './registry-api.ts';
import { type Actions, createRegistryClient } from './registry-client.ts';
import type { RegistryContext } from './registry-options.ts';
import { createTokenCache } from './token-cache.ts';

/**
 * Opens the API of registries. A login comes from the options, else from the pull secrets, else from docker's config.
 * @param repositories those that will be asked about: a login from the options is for one registry
 * @param actions what will be done there
 */
export async function openRegistryApi(
  context: RegistryContext,
  repositories: readonly string[],
  actions: Actions = 'pull',
): Promise<RegistryApi> {
  const { options, io, deadline, passwordVariable } = context;
  const given = await readLogin(options, io.env, passwordVariable);
  if (given !== undefined) requireSingleRegistry(repositories.map(registryHost));
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
  return createRegistryApi(
    createRegistryClient(client, createTokenCache(client), findCredentials, plainHosts, actions),
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
