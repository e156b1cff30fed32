import type { ImageError } from '@patch-notebook-sts/core/rows/image-row';
import { isAxiosError } from 'axios';
import { Unresolved } from './source.ts';

/** A request that got no whole answer; `reason` is Node's code for it. */
export class NoAnswer extends Unresolved {
  readonly reason: string;

  constructor(code: ImageError, message: string, reason: string) {
    super(code, message);
    this.reason = reason;
  }
}

/**
 * What failed when axios threw, in a sentence of ours: axios' messages and errors hold headers and URLs.
 * @param over whether the deadline of the whole command has passed
 */
export function connectionFailure(error: unknown, host: string, over: boolean): Unresolved {
  if (over)
    return new NoAnswer('timeout', `${host} gave no answer before --timeout ended the run`, 'deadline');
  const reason = reasonOf(error);
  if (reason === 'too large') return new Unresolved('invalid-response', `${host} sent more than 4 MiB`);
  const [code, sentence] = explain(reason);
  return new NoAnswer(code, `${host} ${sentence}`, reason);
}

function reasonOf(error: unknown): string {
  if (!isAxiosError(error)) return 'no code';
  if (error.code !== 'ERR_BAD_RESPONSE') return error.code ?? 'no code';
  // axios has one code for a body over the limit and for one that was cut off.
  return error.message.startsWith('maxContentLength') ? 'too large' : 'ECONNRESET';
}

function explain(reason: string): [ImageError, string] {
  if (reason === 'ECONNABORTED' || reason === 'ETIMEDOUT')
    return ['timeout', 'took too long to answer; try later'];
  if (reason.startsWith('HPE_'))
    return ['invalid-response', `does not speak HTTP (${reason}); is it a registry?`];
  if (reason === 'EPROTO') {
    return ['unreachable', 'does not speak TLS; if it is to be plain HTTP, give --insecure-http'];
  }
  if (/CERT|SIGNATURE/.test(reason)) {
    return [
      'unreachable',
      `has a certificate that is not trusted (${reason}); give its authority with --ca-file`,
    ];
  }
  return ['unreachable', `cannot be reached (${reason}); check its name, the network and the proxy`];
}
