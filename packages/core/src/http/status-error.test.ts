import t from 'tap';
import { statusError } from './status-error.ts';

t.test('an error for every status, which names the host and what to do', async (t) => {
  const table: [number, string, RegExp, Record<string, string>?][] = [
    [403, 'forbidden', /^reg refuses .*pull permission$/],
    [407, 'unreachable', /^the proxy to reg needs a login/],
    [408, 'timeout', /try later$/],
    [429, 'rate-limited', /again later, or log in$/],
    [429, 'rate-limited', /again in 60 s, or log in$/, { 'retry-after': '60' }],
    [429, 'rate-limited', /again later, or log in$/, { 'retry-after': '9'.repeat(10_000) }],
    [500, 'unreachable', /status 500; try later$/],
    [302, 'invalid-response', /status 302; is it a registry\?$/],
  ];
  for (const [status, code, message, headers = {}] of table) {
    const body = Buffer.from('secret');
    const url = new URL('https://reg/');
    t.match(statusError({ url, status, headers, body }, 'reg'), { code, message }, String(status));
  }
});
