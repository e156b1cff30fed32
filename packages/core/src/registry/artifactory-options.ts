import type { OptionTable } from '../cli/command.ts';
import { usageError } from '../failure.ts';
import type { Credentials } from '../login/credentials.ts';
import {
  type LoginOptions,
  readLogin,
  readSecretFile,
  requireSingleRegistry,
} from '../login/login-options.ts';
import { registryHost } from '../rows/reference.ts';

/** The options of a command that has `--source jfrog` among others. */
export const artifactoryOptions = {
  url: {
    type: 'string',
    describe: 'jfrog: URL of the server; default: https:// and the host of the image',
  },
  'repository-key': {
    type: 'string',
    describe: "jfrog: key of the Docker repository; default: the first part of the image's path",
  },
  'token-file': { type: 'string', describe: 'jfrog: file with an access token' },
} as const satisfies OptionTable;

/** What the command line says about an Artifactory. */
export interface ArtifactoryOptions extends LoginOptions {
  url?: string | undefined;
  'repository-key'?: string | undefined;
  'token-file'?: string | undefined;
}

/** Where an Artifactory is, and the login that is sent to it. */
export interface ArtifactoryAccess {
  /** Undefined: each image's own host. */
  url: URL | undefined;
  repositoryKey: string | undefined;
  credentials: Credentials | undefined;
}

/** The variables that JFrog's own command line, jf, reads. */
const VARIABLES = { username: 'JF_USER', password: 'JF_PASSWORD' };

/**
 * Reads where Artifactory is and how to log in. A login goes to one server only (exit 2 for several).
 * @param passwordVariable the variable that has the password of `--username`
 */
export async function readArtifactory(
  options: ArtifactoryOptions,
  repositories: readonly string[],
  env: Record<string, string | undefined>,
  passwordVariable: string,
): Promise<ArtifactoryAccess> {
  const url = options.url === undefined ? undefined : parseServerUrl(options.url);
  const credentials = await readCredentials(options, env, passwordVariable);
  if (url === undefined && credentials !== undefined) requireSingleRegistry(repositories.map(registryHost));
  return { url, repositoryKey: options['repository-key'], credentials };
}

async function readCredentials(
  options: ArtifactoryOptions,
  env: Record<string, string | undefined>,
  passwordVariable: string,
): Promise<Credentials | undefined> {
  const file = options['token-file'];
  if (file !== undefined && options.username !== undefined) {
    throw usageError('--token-file and --username are two logins; give one');
  }
  if (file !== undefined) return { bearerToken: await readSecretFile(file) };
  if (options.username === undefined && env.JF_ACCESS_TOKEN) return { bearerToken: env.JF_ACCESS_TOKEN };
  return readLogin(options, env, passwordVariable, VARIABLES);
}

function parseServerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isServer =
    url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  // The message does not repeat the URL because it may hold a password.
  if (!isServer) throw usageError('--url: not a URL such as https://acme.jfrog.io');
  if (url.username !== '' || url.password !== '') {
    throw usageError(
      '--url: holds a user or password, which everyone on the machine can read; use JF_USER and JF_PASSWORD',
    );
  }
  return url;
}
