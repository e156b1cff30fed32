import t from 'tap';
import { authorise } from './authorise.ts';
import type { Auth } from './options.ts';
import { basic, bearer, requestTo } from './testing.ts';
import { Tokens } from './tokens.ts';

const tokens = new Tokens();
const access = { repository: 'lab', action: 'pull' };

function challengeFor(auth: Auth, headers: Record<string, string> = {}, path = '/v2/lab/manifests/v1') {
  const request = requestTo(`https://ghcr.io${path}`, { headers });
  return authorise(request, auth, path === '/v2/' ? undefined : access, tokens)?.headers['WWW-Authenticate'];
}

t.test('no authentication', (t) => {
  t.equal(authorise(requestTo('https://ghcr.io/v2/'), undefined, undefined, tokens), undefined);
  t.end();
});

t.test('Basic: a wrong password gets the same challenge as none', (t) => {
  const auth: Auth = { scheme: 'basic', users: { u: 'p' } };
  t.equal(challengeFor(auth, basic('u', 'p')), undefined);
  for (const headers of [{}, basic('u', 'x'), basic('toString', 'p'), bearer('x')]) {
    t.equal(challengeFor(auth, headers), 'Basic realm="lab"');
  }
  t.end();
});

t.test('Bearer: what is missing is in the challenge', (t) => {
  const auth: Auth = { scheme: 'bearer', users: { u: 'p' } };
  const start = 'Bearer realm="https://ghcr.io/token",service="ghcr.io"';
  const scope = `${start},scope="repository:lab:pull"`;
  const token = (scopes: string[], service = 'ghcr.io') => bearer(tokens.issue({ service, scopes }, 60));
  t.equal(challengeFor(auth, {}, '/v2/'), start);
  t.equal(challengeFor(auth), scope);
  t.equal(challengeFor(auth, basic('u', 'p')), scope);
  t.equal(challengeFor(auth, bearer('x')), `${scope},error="invalid_token"`);
  t.equal(challengeFor(auth, token([], 'quay.io')), `${scope},error="invalid_token"`);
  t.equal(challengeFor(auth, token(['repository:other:pull'])), `${scope},error="insufficient_scope"`);
  t.equal(challengeFor(auth, token(['repository:lab:pull'])), undefined);
  t.equal(challengeFor(auth, token([]), '/v2/'), undefined);
  t.equal(challengeFor({ ...auth, acceptBasic: true }, basic('u', 'p')), undefined);
  t.end();
});

t.test('realm, service and the whole challenge can be set', (t) => {
  const auth: Auth = {
    scheme: 'bearer',
    realm: 'https://auth.docker.io/token',
    service: 'registry.docker.io',
  };
  t.equal(
    challengeFor(auth, {}, '/v2/'),
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
  );
  t.equal(challengeFor({ ...auth, challenge: 'Negotiate' }), 'Negotiate');
  t.equal(challengeFor({ scheme: 'basic', users: {}, realm: 'r' }), 'Basic realm="r"');
  t.end();
});
