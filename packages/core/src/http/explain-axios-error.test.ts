import { AxiosError } from 'axios';
import t from 'tap';
import { ConnectionError } from './connection-error.ts';
import { explainAxiosError } from './explain-axios-error.ts';

t.test('a message of our own for each failure', async (t) => {
  const table: [code: string, message: string, error: string, sentence: RegExp][] = [
    ['ECONNREFUSED', '', 'unreachable', /^reg cannot be reached \(ECONNREFUSED\); check its name/],
    ['ECONNRESET', '', 'unreachable', /ECONNRESET/],
    ['ECONNABORTED', '', 'timeout', /^reg took too long/],
    ['ETIMEDOUT', '', 'timeout', /^reg took too long/],
    ['HPE_INVALID_CONSTANT', '', 'invalid-response', /does not speak HTTP/],
    ['EPROTO', '', 'unreachable', /--insecure-http/],
    ['SELF_SIGNED_CERT_IN_CHAIN', '', 'unreachable', /--ca-file/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '', 'unreachable', /--ca-file/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', '', 'unreachable', /--ca-file/],
    ['ERR_BAD_RESPONSE', 'maxContentLength size of 1 exceeded', 'invalid-response', /more than 4 MiB/],
    ['ERR_BAD_RESPONSE', 'stream has been aborted', 'unreachable', /ECONNRESET/],
  ];
  for (const [code, message, error, sentence] of table) {
    const failure = explainAxiosError(new AxiosError(`${message} secret`, code), 'reg', undefined);
    t.match(failure, { code: error, message: sentence }, code);
    t.notMatch(failure.message, 'secret');
  }
  t.match(explainAxiosError(new TypeError('secret'), 'reg', undefined), {
    code: 'unreachable',
    message: /no code/,
  });
});

t.test('after the deadline, every failure is the deadline', async (t) => {
  const failure = explainAxiosError(new AxiosError('x', 'ERR_CANCELED'), 'reg', 'deadline');
  t.match(failure, { code: 'timeout', message: /--timeout/ });
  t.ok(failure instanceof ConnectionError);
});
