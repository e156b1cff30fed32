import t from 'tap';
import { parseChallenges } from './challenge.ts';
import { readToken, refreshRequest, tokenRequest, tokenScope } from './token.ts';

const challenge = (header: string) => {
  const [first] = parseChallenges(header);
  if (first === undefined) throw new Error(header);
  return first;
};
const scope = 'repository:a/b:pull';

t.test('the realm of a challenge', async (t) => {
  t.match(tokenScope(challenge('Bearer realm="https://a/t?x=1",service="s"'), scope), {
    service: 's',
    scope,
  });
  t.equal(tokenScope(challenge('Bearer realm="/token"'), scope), undefined);
  t.equal(tokenScope(challenge('Bearer service="s"'), scope), undefined);
});

t.test('the requests', async (t) => {
  const at = { realm: new URL('https://a/t?x=1'), service: 's', scope };
  const anonymous = tokenRequest(at, undefined);
  t.equal(anonymous.url.href, 'https://a/t?x=1&service=s&scope=repository%3Aa%2Fb%3Apull');
  t.same(anonymous.headers, {});
  t.match(tokenRequest(at, { username: 'u', password: 'p' }).headers, { authorization: 'Basic dTpw' });
  const refresh = refreshRequest(at, 'r');
  t.match(refresh, {
    method: 'POST',
    form: { grant_type: 'refresh_token', service: 's', scope, refresh_token: 'r' },
  });
  t.equal(refresh.url.href, 'https://a/t?x=1');
  const user = Buffer.from('00000000-0000-0000-0000-000000000000:r').toString('base64');
  t.match(tokenRequest(at, { identityToken: 'r' }).headers, { authorization: `Basic ${user}` });
});

t.test('the answers', async (t) => {
  const read = (answer: unknown) => readToken(Buffer.from(JSON.stringify(answer)), 'auth');
  t.same(read({ token: 'a', expires_in: 300 }), { token: 'a', lifetimeMs: 300_000 });
  t.same(read({ access_token: 'b' }), { token: 'b', lifetimeMs: 60_000 });
  t.same(read({ token: '', access_token: 'b', expires_in: null }), { token: 'b', lifetimeMs: 60_000 });
  for (const answer of [{}, [], 'x', { token: 1 }, { token: 'a\r\nX: y' }, { expires_in: 1 }]) {
    t.throws(() => read(answer), { code: 'invalid-response', message: /^auth sent no token/ });
  }
});
