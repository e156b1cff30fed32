import t from 'tap';
import { refuseArtifactory } from './artifactory-auth.ts';
import type { ArtifactoryOptions } from './options.ts';
import { basic, bearer, requestTo } from './testing.ts';
import { Tokens } from './tokens.ts';

const tokens = new Tokens();

function ask(headers: Record<string, string>, options: ArtifactoryOptions = {}) {
  const request = requestTo('https://jfrog.example/artifactory/api/docker/k/v2/', { headers });
  return refuseArtifactory(request, { users: { u: 'p' }, accessTokens: ['t'], ...options }, tokens);
}

t.test('who may pass', (t) => {
  const issued = tokens.issue({ service: 'jfrog.example', scopes: [] }, 60);
  for (const headers of [
    basic('u', 'p'),
    basic('anyone', 't'),
    bearer('t'),
    bearer(issued),
    { 'x-jfrog-art-api': 't' },
  ]) {
    t.equal(ask(headers), undefined);
  }
  t.equal(ask({}, { anonymous: true }), undefined);
  t.end();
});

t.test('who may not, and what it looks like', (t) => {
  for (const headers of [{}, basic('u', 'x'), bearer('x'), { 'x-jfrog-art-api': 'x' }]) {
    t.equal(ask(headers)?.status, 401);
  }
  t.match(ask({}), {
    headers: { 'WWW-Authenticate': 'Basic realm="Artifactory Realm"' },
    body: '{"errors":[{"status":401,"message":"Authentication is required"}]}\n',
  });
  t.match(ask({}, { challenge: 'Bearer realm="r"' }), {
    headers: { 'WWW-Authenticate': 'Bearer realm="r"' },
  });
  t.match(ask({}, { refusal: 403 }), { status: 403, body: /Forbidden/ });
  t.match(ask({}, { refusal: 404 }), { status: 404, body: /Unable to find item/ });
  t.equal(ask(basic('u', 'x'), { anonymous: true })?.status, 401);
  t.end();
});
