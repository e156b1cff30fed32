import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { createSecureContext, rootCertificates } from 'node:tls';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { oneLineMessage, toolFailure, usageError } from '@patch-notebook-sts/core/failure';
import { createHttp, type Http } from './http.ts';
import type { Opening, SourceOptions } from './open-source.ts';
import { createSender } from './send.ts';

/** The way to servers, with everything that a command line says about it. */
export async function connect({ options, io, limit, deadline }: Opening): Promise<Http> {
  const file = options['ca-file'];
  const ca = file === undefined ? undefined : await certificates(file, io.env.NODE_EXTRA_CA_CERTS);
  const http = createHttp({
    deadline,
    log: io.log,
    plainHosts: plainHostsOf(options),
    // One context for all connections: each would read the hundred and more certificates anew, and keep them.
    httpsAgent: once(() => new Agent({ keepAlive: true, secureContext: createSecureContext({ ca }) })),
  });
  return createSender(http, limit, deadline, io.log);
}

/** A file's certificates and those that Node trusts by itself, which it would not if it were given only the former. */
async function certificates(file: string, extra: string | undefined): Promise<string[]> {
  const named = await readFile(file, 'utf8').catch((error: unknown) => {
    throw toolFailure(`--ca-file ${file}: cannot be read: ${oneLineMessage(error)}`);
  });
  if (!named.includes('-----BEGIN CERTIFICATE-----')) {
    throw usageError(`--ca-file ${file}: holds no PEM certificate`);
  }
  const known = extra ? await readFile(extra, 'utf8').catch(() => '') : '';
  return [...rootCertificates, known, named].filter((pem) => pem !== '');
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The hosts of `--insecure-http`, with their port, as image names have them. */
export function plainHostsOf(options: SourceOptions): ReadonlySet<string> {
  const hosts = words(options['insecure-http']);
  const wrong = hosts.find((host) => !/^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i.test(host));
  if (wrong !== undefined) throw usageError(`--insecure-http: "${wrong}" is not HOST or HOST:PORT`);
  return new Set(hosts);
}
