import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { connect, plainHostsOf } from './connect.ts';
import { type DockerConfig, parseDockerConfig } from './docker-config.ts';
import { forOneRegistry, readGivenLogin } from './given-login.ts';
import type { Opening } from './open-source.ts';
import { readPullSecret } from './pull-secret.ts';
import { createRegistryClient } from './registry-client.ts';
import { createLogin } from './registry-login.ts';
import { createRegistrySource } from './registry-source.ts';
import type { Source } from './source.ts';
import { createTokenCache } from './token-cache.ts';

/** Opens `--source registry`: the login that was given, else the pull secrets in their order, else docker's config. */
export async function openRegistry(opening: Opening): Promise<Source> {
  const { options, wanted, io, deadline } = opening;
  const given = await readGivenLogin(options, io.env);
  if (given !== undefined) forOneRegistry(wanted.map(({ repository }) => registryHost(repository)));
  const kubectl = createKubectl(options, io.log, { env: io.env, signal: io.signal });
  const secrets = await Promise.all(
    words(options['pull-secret']).map((name) => readPullSecret(name, kubectl)),
  );
  const config = await readDockerConfig(options['docker-config'], io.env);

  const http = await connect(opening);
  const login = createLogin(given, config === undefined ? secrets : [...secrets, config], {
    env: io.env,
    deadline,
    log: io.log,
  });
  const plainHosts = plainHostsOf(options);
  return createRegistrySource(
    createRegistryClient(http, createTokenCache(http), login, plainHosts),
    plainHosts,
  );
}

/**
 * Docker's config: the file or folder that was named, which then has to be there, else docker's own, which may be
 * missing. https://docs.docker.com/reference/cli/docker/#change-the-docker-directory
 */
async function readDockerConfig(
  named: string | undefined,
  env: Record<string, string | undefined>,
): Promise<DockerConfig | undefined> {
  const place = named ?? (env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'));
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
    // Where nothing was named, a folder that isn't there or isn't ours to read is as good as none.
    if (named === undefined) return undefined;
    throw toolFailure(`--docker-config ${file}: cannot be read: ${oneLineMessage(error)}`);
  }
}
