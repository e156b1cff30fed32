import t from 'tap';
import { acrAuth } from './acr.ts';
import type { HostOptions } from './options.ts';
import { route, type Site } from './route.ts';
import { Store } from './store.ts';
import { basic, bearer, requestTo } from './testing.ts';
import { Tokens } from './tokens.ts';

function site(hosts: Record<string, HostOptions>): Site {
  return { hosts: new Map(Object.entries(hosts)), store: new Store(), tokens: new Tokens() };
}

t.test('a token endpoint on another host serves the registry that names it', (t) => {
  const auth = { scheme: 'bearer', realm: 'https://auth.docker.io/token', anonymous: true } as const;
  const hub = site({
    'quay.io': { auth: { ...auth, service: 'quay.io', anonymous: false } },
    'docker.io': { auth: { ...auth, service: 'registry.docker.io' } },
  });
  hub.store.push('busybox', { seed: '1', mediaType: 'docker' });
  const url = 'https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/busybox:pull';
  const { token } = JSON.parse(route(requestTo(url), hub).body);
  const tags = requestTo('https://registry-1.docker.io/v2/library/busybox/tags/list', {
    headers: bearer(token),
  });
  t.match(route(tags, hub), { status: 200, headers: { 'Docker-Distribution-Api-Version': 'registry/2.0' } });
  t.equal(route(requestTo('https://docker.io/token?service=registry.docker.io'), hub).status, 404);
  t.end();
});

t.test('the default endpoint belongs to its own host', (t) => {
  const own = site({ 'ghcr.io': { auth: { scheme: 'bearer', anonymous: true } } });
  t.equal(route(requestTo('https://ghcr.io/token'), own).status, 200);
  t.equal(route(requestTo('https://quay.io/token'), own).status, 404);
  t.end();
});

t.test('Azure: the challenge as az takes it apart, then a token, then its API', (t) => {
  const acr = { users: { u: 'p' } };
  const azure = site({ 'myreg.azurecr.io': { acr, auth: acrAuth(acr) } });
  azure.store.push('myreg.azurecr.io/lab:v1', { seed: '1' });
  t.match(route(requestTo('https://myreg.azurecr.io/v2/'), azure), {
    status: 401,
    headers: {
      'WWW-Authenticate': 'Bearer realm="https://myreg.azurecr.io/oauth2/token",service="myreg.azurecr.io"',
    },
  });
  const form = {
    service: 'myreg.azurecr.io',
    grant_type: 'password',
    username: 'u',
    password: 'p',
    scope: 'repository:lab:metadata_read',
  };
  const { access_token } = JSON.parse(
    route(requestTo('https://myreg.azurecr.io/oauth2/token', { form }), azure).body,
  );
  const tag = requestTo('https://myreg.azurecr.io/acr/v1/lab/_tags/v1', { headers: bearer(access_token) });
  t.equal(route(tag, azure).status, 200);
  t.end();
});

t.test('Artifactory, headers of a host, and nothing', (t) => {
  const hosts = site({ 'jfrog.example': { artifactory: { users: { u: 'p' } }, headers: { 'X-A': 'b' } } });
  const path = 'https://jfrog.example/artifactory/api/docker/k/v2/';
  t.match(route(requestTo(path, { headers: basic('u', 'p') }), hosts), {
    status: 200,
    headers: { 'X-A': 'b' },
  });
  t.equal(route(requestTo('https://ghcr.io/artifactory/api/docker/k/v2/'), hosts).status, 404);
  t.equal(route(requestTo('https://jfrog.example/'), hosts).status, 404);
  t.end();
});
