import t from 'tap';
import type { HttpRequest, HttpResponse } from '../http/http-types.ts';
import { createTokenCache } from './token-cache.ts';

const scope = (name: string) => ({ realm: new URL('https://auth/t'), service: 's', scope: name });

function fakeHttp(answer: (request: HttpRequest, n: number) => Partial<HttpResponse> & { json?: unknown }) {
  const requests: HttpRequest[] = [];
  const http = async (request: HttpRequest): Promise<HttpResponse> => {
    requests.push(request);
    const { status = 200, json = {}, headers = {} } = answer(request, requests.length);
    return { url: request.url, status, headers, body: Buffer.from(JSON.stringify(json)) };
  };
  return { http, requests };
}
const numbered = (expires_in: number) => fakeHttp((_, n) => ({ json: { token: `t${n}`, expires_in } }));

t.test('one token per scope and login, even while it is being fetched', async (t) => {
  const { http, requests } = numbered(300);
  const tokens = createTokenCache(http);
  const get = (name: string, password?: string) =>
    tokens.get(scope(name), password === undefined ? undefined : { username: 'u', password }, 'reg');
  t.same(await Promise.all([get('a'), get('a'), get('b'), get('a', 'p'), get('a')]), [
    't1',
    't1',
    't2',
    't3',
    't1',
  ]);
  t.equal(requests.length, 3);
});

t.test('a token near its expiry is not used; a dropped one is fetched again, once', async (t) => {
  const brief = numbered(0);
  const tokens = createTokenCache(brief.http);
  t.same(
    [await tokens.get(scope('a'), undefined, 'r'), await tokens.get(scope('a'), undefined, 'r')],
    ['t1', 't2'],
  );
  const long = numbered(300);
  const kept = createTokenCache(long.http);
  t.equal(await kept.get(scope('a'), undefined, 'r'), 't1');
  kept.drop('t1');
  kept.drop('unknown');
  t.equal(await kept.get(scope('a'), undefined, 'r'), 't2');
  kept.drop('t1');
  t.equal(await kept.get(scope('a'), undefined, 'r'), 't2');
});

t.test('a realm without OAuth2 takes an identity token as a password', async (t) => {
  const { http, requests } = fakeHttp(({ method }) =>
    method === 'POST' ? { status: 404 } : { json: { token: 't' } },
  );
  t.equal(await createTokenCache(http).get(scope('a'), { identityToken: 'i' }, 'r'), 't');
  t.same(
    requests.map(({ method }) => method),
    ['POST', 'GET'],
  );
});

t.test('refusals', async (t) => {
  const login = { username: 'u', password: 'secret' };
  const table: [number, typeof login | undefined, string, RegExp][] = [
    [401, undefined, 'unauthorized', /^reg needs a login; give --docker-config/],
    [401, login, 'unauthorized', /^auth refuses the credentials for reg; check them/],
    [400, login, 'unauthorized', /^auth refuses the credentials/],
    [403, login, 'forbidden', /need pull permission/],
    [429, login, 'rate-limited', /^auth limits requests/],
    [500, login, 'unreachable', /^auth failed with status 500/],
    [404, login, 'invalid-response', /^auth responded with status 404/],
  ];
  for (const [status, credentials, code, message] of table) {
    const tokens = createTokenCache(fakeHttp(() => ({ status })).http);
    await t.rejects(tokens.get(scope('a'), credentials, 'reg'), { code, message }, String(status));
  }
});
