import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { createAz } from './az.ts';
import { createAzSource } from './az-source.ts';
import { forOneRegistry, readGivenLogin } from './given-login.ts';
import type { Opening } from './open-source.ts';
import type { Source } from './source.ts';

/** The variables that those who look up Azure's metadata have already. */
const VARIABLES = { username: 'ACR_READ_METADATA_USERNAME', password: 'ACR_READ_METADATA_PASSWORD' };

/** Opens `--source az`. */
export async function openAz({ options, wanted, io, limit, deadline }: Opening): Promise<Source> {
  const login = await readGivenLogin(options, io.env, VARIABLES);
  const registryName = options['registry-name'];
  const hosts = wanted.map(({ repository }) => registryHost(repository));
  if (login !== undefined && registryName === undefined) {
    forOneRegistry(hosts.filter((host) => /\.azurecr\.[a-z]+$/i.test(host)));
  }
  const az = createAz({ login, env: io.env, deadline, log: io.log });
  return createAzSource(az, { registryName, wanted, aliases: options.aliases ?? false, limit, deadline });
}
