import { memoize } from '../memoize.ts';
import { askHelper, type HelperContext } from './credential-helper.ts';
import type { Credentials } from './credentials.ts';
import { credentialSources, type DockerConfig, helperKey } from './docker-config.ts';

/** Finds the credentials for a repository, or undefined if there are none. */
export type CredentialFinder = (repository: string) => Promise<Credentials | undefined>;

/**
 * Makes a function that finds credentials in docker configs: the first match of the first config that has one. A helper
 * runs once for each registry.
 *
 * @param given credentials from the command line; they take precedence over all configs
 */
export function createCredentialFinder(
  given: Credentials | undefined,
  configs: readonly DockerConfig[],
  context: HelperContext,
): CredentialFinder {
  const ask = memoize((helper: string, registry: string) => askHelper(helper, registry, context));
  return async (repository) => {
    if (given !== undefined) return given;
    for (const config of configs) {
      for (const source of credentialSources(config, repository)) {
        const found =
          'helper' in source ? await ask(source.helper, helperKey(repository)) : source.credentials;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
}
