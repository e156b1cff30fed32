import { usageError } from '@patch-notebook-sts/core/failure';
import { createHttpClient } from '@patch-notebook-sts/core/http/create-http-client';
import type { Credentials } from '@patch-notebook-sts/core/login/credentials';
import {
  readLogin,
  readSecretFile,
  requireSingleRegistry,
} from '@patch-notebook-sts/core/login/login-options';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import type { Source } from '../source/source.ts';
import { PASSWORD_VARIABLE, type SourceContext, type SourceOptions } from '../source/source-options.ts';
import { createJfrogSource } from './jfrog-source.ts';

/** The variables that JFrog's own command line, jf, reads. */
const VARIABLES = { username: 'JF_USER', password: 'JF_PASSWORD' };

/** Opens `--source jfrog`. */
export async function openJfrog(context: SourceContext): Promise<Source> {
  const { options, requests, io } = context;
  const url = options.url === undefined ? undefined : parseServerUrl(options.url);
  const credentials = await readCredentials(options, io.env);
  if (url === undefined && credentials !== undefined) {
    requireSingleRegistry(requests.map(({ repository }) => registryHost(repository)));
  }
  return createJfrogSource(await createHttpClient(context), {
    url,
    repositoryKey: options['repository-key'],
    credentials,
    expireCache: options['expire-cache'] ?? false,
  });
}

async function readCredentials(
  options: SourceOptions,
  env: Record<string, string | undefined>,
): Promise<Credentials | undefined> {
  const file = options['token-file'];
  if (file !== undefined && options.username !== undefined) {
    throw usageError('--token-file and --username are two logins; give one');
  }
  if (file !== undefined) return { bearerToken: await readSecretFile(file) };
  if (options.username === undefined && env.JF_ACCESS_TOKEN) return { bearerToken: env.JF_ACCESS_TOKEN };
  return readLogin(options, env, PASSWORD_VARIABLE, VARIABLES);
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
