import { readLogin, requireSingleRegistry } from '@patch-notebook-sts/core/login/login-options';
import { createAz } from '@patch-notebook-sts/core/registry/az';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import type { Source } from '../source/source.ts';
import { PASSWORD_VARIABLE, type SourceContext } from '../source/source-options.ts';
import { createAzSource } from './az-source.ts';

/** The variables that people who look up Azure's metadata already set. */
const VARIABLES = { username: 'ACR_READ_METADATA_USERNAME', password: 'ACR_READ_METADATA_PASSWORD' };

/** Opens `--source az`. */
export async function openAz({ options, requests, io, limit, deadline }: SourceContext): Promise<Source> {
  const login = await readLogin(options, io.env, PASSWORD_VARIABLE, VARIABLES);
  const registryName = options['registry-name'];
  const hosts = requests.map(({ repository }) => registryHost(repository));
  if (login !== undefined && registryName === undefined) {
    requireSingleRegistry(hosts.filter((host) => /\.azurecr\.[a-z]+$/i.test(host)));
  }
  const az = createAz({ login, env: io.env, deadline, log: io.log });
  return createAzSource(az, { registryName, requests, aliases: options.aliases ?? false, limit, deadline });
}
