import t from 'tap';
import type { BearerAuth } from './options.ts';
import { basic, bearer, requestTo, type Sent } from './testing.ts';
import { answerToken } from './token-endpoint.ts';
import { Tokens } from './tokens.ts';

const tokens = new Tokens();
const url = 'https://ghcr.io/token?service=ghcr.io&scope=repository:lab:pull';

function ask(auth: Partial<BearerAuth>, sent: Sent = {}) {
  const answer = answerToken(requestTo(url, sent), { scheme: 'bearer', ...auth }, 'ghcr.io', tokens);
  return { status: answer.status, ...JSON.parse(answer.body) };
}

t.test('who gets a token with GET', (t) => {
  const users = { u: 'p' };
  t.equal(ask({ users }).status, 401);
  t.equal(ask({ users, anonymous: true }).status, 200);
  t.equal(ask({ users, anonymous: true }, { headers: basic('u', 'wrong') }).status, 401);
  t.equal(ask({ users }, { headers: basic('u', 'p') }).status, 200);
  t.equal(ask({ users }, { headers: bearer('p') }).status, 401);
  t.equal(
    ask({ refreshTokens: ['r'] }, { headers: basic('00000000-0000-0000-0000-000000000000', 'r') }).status,
    200,
  );
  t.equal(ask({ anonymous: true }, { method: 'PUT' }).status, 405);
  t.end();
});

t.test('who gets a token with POST', (t) => {
  const scope = 'repository:lab:pull';
  const password = { grant_type: 'password', username: 'u', password: 'p', scope };
  const refresh = { grant_type: 'refresh_token', refresh_token: 'r', scope };
  t.equal(ask({ users: { u: 'p' } }, { form: password }).status, 200);
  t.equal(ask({ users: { u: 'x' }, anonymous: true }, { form: password }).status, 401);
  t.equal(ask({ refreshTokens: ['r'] }, { form: refresh }).status, 200);
  t.equal(ask({ refreshTokens: ['x'] }, { form: refresh }).status, 401);
  t.equal(ask({}, { form: { ...refresh, refresh_token: tokens.issueRefresh('ghcr.io') } }).status, 200);
  t.equal(ask({ refreshTokens: ['r'], oauth2Post: false }, { form: refresh }).status, 404);
  t.equal(ask({}, { form: { grant_type: 'implicit' } }).status, 400);
  t.end();
});

t.test('the forms of the answer', (t) => {
  const auth = { anonymous: true };
  const { token } = ask(auth);
  t.match(tokens.check(token, 'ghcr.io'), { scopes: ['repository:lab:pull'] });
  t.match(ask(auth), { token: String, expires_in: 300, access_token: undefined });
  t.match(ask({ ...auth, tokenField: 'access_token' }), { access_token: String, token: undefined });
  const both = ask({ ...auth, tokenField: 'both', expiresIn: null });
  t.equal(both.token, both.access_token);
  t.notOk('expires_in' in both);
  t.ok(tokens.check(both.token, 'ghcr.io'));
  t.equal(tokens.check(ask({ ...auth, expiresIn: 0 }).token, 'ghcr.io'), undefined);
  t.end();
});
