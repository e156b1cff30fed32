import { usageError } from '@patch-notebook-sts/core/failure';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { connect } from './connect.ts';
import type { Credentials } from './credentials.ts';
import { forOneRegistry, readGivenLogin, readSecretFile } from './given-login.ts';
import { createJfrogSource } from './jfrog-source.ts';
import type { Opening, SourceOptions } from './open-source.ts';
import type { Source } from './source.ts';

/** The variables of JFrog's own command line, jf. */
const VARIABLES = { username: 'JF_USER', password: 'JF_PASSWORD' };

/** Opens `--source jfrog`. */
export async function openJfrog(opening: Opening): Promise<Source> {
  const { options, wanted, io } = opening;
  const url = options.url === undefined ? undefined : readUrl(options.url);
  const credentials = await readCredentials(options, io.env);
  if (url === undefined && credentials !== undefined) {
    forOneRegistry(wanted.map(({ repository }) => registryHost(repository)));
  }
  return createJfrogSource(await connect(opening), {
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
  return readGivenLogin(options, env, VARIABLES);
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const wellFormed =
    url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  // Not repeated in the refusal: it may hold a password.
  if (!wellFormed) throw usageError('--url: not a URL such as https://acme.jfrog.io');
  if (url.username !== '' || url.password !== '') {
    throw usageError(
      '--url: holds a user or password, which anyone can read there; use JF_USER and JF_PASSWORD',
    );
  }
  return url;
}
