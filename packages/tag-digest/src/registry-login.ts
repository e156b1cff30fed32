import { askHelper, type HelperContext } from './credential-helper.ts';
import type { Credentials } from './credentials.ts';
import { type DockerConfig, findCandidates, helperKey } from './docker-config.ts';
import { memo } from './memo.ts';

/**
 * A function that gives the credentials for a repository: the first that any of `configs`, asked in their order, has for
 * it; undefined where none has. A helper is run once for each registry.
 *
 * @param given those of the command line, which go before everything
 */
export function createLogin(
  given: Credentials | undefined,
  configs: readonly DockerConfig[],
  context: HelperContext,
): (repository: string) => Promise<Credentials | undefined> {
  const ask = memo((helper: string, registry: string) => askHelper(helper, registry, context));
  return async (repository) => {
    if (given !== undefined) return given;
    for (const config of configs) {
      for (const candidate of findCandidates(config, repository)) {
        const found =
          'helper' in candidate ? await ask(candidate.helper, helperKey(repository)) : candidate.credentials;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
}
