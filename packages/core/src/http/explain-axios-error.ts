import { isAxiosError } from 'axios';
import type { ImageError } from '../rows/image-row.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { ConnectionError } from './connection-error.ts';

/**
 * Explains what axios threw. Nothing of its message is used, because axios' messages and errors hold headers and URLs.
 * @param limit the time limit that ended the request, if one did: that of the whole command, or its own
 */
export function explainAxiosError(
  error: unknown,
  host: string,
  limit: 'deadline' | 'timeout' | undefined,
): ResolveError {
  if (limit === 'deadline') {
    return new ConnectionError(
      'timeout',
      `${host} did not respond before --timeout ended the run`,
      'deadline',
    );
  }
  const reason = limit === 'timeout' ? 'ETIMEDOUT' : reasonOf(error);
  if (reason === 'too large') return new ResolveError('invalid-response', `${host} sent more than 4 MiB`);
  const [code, sentence] = explain(reason);
  return new ConnectionError(code, `${host} ${sentence}`, reason);
}

function reasonOf(error: unknown): string {
  if (!isAxiosError(error)) return 'no code';
  if (error.code !== 'ERR_BAD_RESPONSE') return error.code ?? 'no code';
  // axios has one code for both a body over the limit and a body that was cut off.
  return error.message.startsWith('maxContentLength') ? 'too large' : 'ECONNRESET';
}

function explain(reason: string): [ImageError, string] {
  if (reason === 'ECONNABORTED' || reason === 'ETIMEDOUT')
    return ['timeout', 'took too long to respond; try later'];
  if (reason === 'ERR_UPGRADE')
    return ['invalid-response', 'switches to another protocol; is it a registry?'];
  if (reason.startsWith('HPE_'))
    return ['invalid-response', `does not speak HTTP (${reason}); is it a registry?`];
  // The codes of zlib and of brotli.
  if (/^(?:Z_|ERR__)/.test(reason))
    return ['invalid-response', `sent a body that cannot be decompressed (${reason}); is it a registry?`];
  if (reason === 'EPROTO') {
    return ['unreachable', 'does not speak TLS; if it uses plain HTTP, give --insecure-http'];
  }
  if (/CERT|SIGNATURE/.test(reason)) {
    return [
      'unreachable',
      `has a certificate that is not trusted (${reason}); give its certificate authority with --ca-file`,
    ];
  }
  return ['unreachable', `cannot be reached (${reason}); check its name, the network and the proxy`];
}
