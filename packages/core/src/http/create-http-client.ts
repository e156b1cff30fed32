import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { createSecureContext, rootCertificates } from 'node:tls';
import { words } from '../cli/option-values.ts';
import { oneLineMessage, toolFailure, usageError } from '../failure.ts';
import type { HttpContext, HttpOptions } from './http-options.ts';
import type { HttpClient } from './http-types.ts';
import { withRetries } from './with-retries.ts';

/** The HTTP client that the command line's options describe. */
export async function createHttpClient({ options, io, limit, deadline }: HttpContext): Promise<HttpClient> {
  const file = options['ca-file'];
  const ca = file === undefined ? undefined : await readCertificates(file, io.env.NODE_EXTRA_CA_CERTS);
  // Loaded here, because --help and a wrong option need no axios.
  const { createAxiosClient } = await import('./axios-client.ts');
  const client = createAxiosClient({
    deadline,
    log: io.log,
    plainHosts: plainHostsOf(options),
    // All connections share one context: each context parses the hundred and more certificates again, and keeps them.
    httpsAgent: once(() => new Agent({ keepAlive: true, secureContext: createSecureContext({ ca }) })),
  });
  return withRetries(client, limit, deadline, io.log);
}

/** A file's certificates, and those that Node trusts by default: a `ca` option replaces Node's own list. */
async function readCertificates(file: string, extra: string | undefined): Promise<string[]> {
  const added = await readFile(file, 'utf8').catch((error: unknown) => {
    throw toolFailure(`--ca-file ${file}: cannot be read: ${oneLineMessage(error)}`);
  });
  if (!added.includes('-----BEGIN CERTIFICATE-----')) {
    throw usageError(`--ca-file ${file}: holds no PEM certificate`);
  }
  const known = extra ? await readFile(extra, 'utf8').catch(() => '') : '';
  return [...rootCertificates, known, added].filter((pem) => pem !== '');
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The hosts of `--insecure-http`, with their port, as image names spell them. */
export function plainHostsOf(options: HttpOptions): ReadonlySet<string> {
  const hosts = words(options['insecure-http']);
  const wrong = hosts.find((host) => !/^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i.test(host));
  if (wrong !== undefined) throw usageError(`--insecure-http: "${wrong}" is not HOST or HOST:PORT`);
  return new Set(hosts);
}
