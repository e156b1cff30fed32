import t from 'tap';
import type { HttpRequest } from './http-types.ts';
import { redirectRequest } from './redirect.ts';

const url = new URL('https://reg/v2/a');
const headers = { authorization: 'Bearer x', accept: 'y' };
const follow = (location: string | undefined, status = 307, method: HttpRequest['method'] = 'GET') =>
  redirectRequest(
    { method, url, headers },
    { url, status, headers: { location }, body: Buffer.alloc(0) },
    url,
    new Set(),
  );

t.test('the target, and which headers are kept', async (t) => {
  for (const status of [301, 302, 303, 307, 308]) t.equal(follow('/b', status)?.url.href, 'https://reg/b');
  t.same(follow('/b')?.headers, headers);
  t.same(follow('https://cdn.example/b')?.headers, { accept: 'y' });
  t.same(follow('https://reg:444/b')?.headers, { accept: 'y' }, 'another port is another origin');
});

t.test('responses that are not redirects', async (t) => {
  t.equal(follow('/b', 200), undefined);
  t.equal(follow('/b', 304), undefined);
  t.equal(follow(undefined), undefined);
  for (const method of ['POST', 'PUT', 'DELETE'] as const) t.equal(follow('/b', 307, method), undefined);
});

t.test('forbidden targets', async (t) => {
  const refused = (message: RegExp) => ({ code: 'invalid-response', message });
  t.throws(
    () => follow('http://reg/b'),
    refused(/reg redirects to reg, which is not followed: it is plain http/),
  );
  t.throws(() => follow('https://169.254.169.254/'), refused(/link-local/));
  t.throws(() => follow('http://['), refused(/redirects to something that is not a URL/));
});
