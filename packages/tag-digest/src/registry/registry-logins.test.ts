import { writeFileSync } from 'node:fs';
import type { HostOptions } from '@patch-notebook-sts/testbed/registry/options';
import t from 'tap';
import { authEntry, registryFor } from '../testing.ts';

const users = { robot: 'pass' };
const seen = (requests: { method: string; status: number }[]) =>
  requests.map(({ method, status }) => `${method} ${status}`);

t.test('one challenge for a host, one token for a repository, one HEAD for a tag', async (t) => {
  const { registry, tagDigest } = await registryFor(t, {
    hosts: { 'ghcr.io': { auth: { scheme: 'bearer', anonymous: true } } },
  });
  const images = ['a', 'b', 'c'].flatMap((name) => {
    for (const tag of ['v1', 'v2']) registry.push(`ghcr.io/${name}:${tag}`, { seed: tag });
    return ['--image', `ghcr.io/${name}`];
  });
  t.equal((await tagDigest(['v1', 'v2', ...images])).code, 0);
  t.same(seen(registry.requests).sort(), [
    ...Array(3).fill('GET 200'),
    ...Array(6).fill('HEAD 200'),
    'HEAD 401',
  ]);
});

t.test('a revoked token is replaced once, and so is an expired one', async (t) => {
  const { registry, tagDigest } = await registryFor(t, {
    hosts: { 'ghcr.io': { auth: { scheme: 'bearer', anonymous: true } } },
  });
  registry.push('ghcr.io/a:v1', { platforms: { 'linux/amd64': 'a' } });
  const invalid = {
    'WWW-Authenticate': 'Bearer realm="https://ghcr.io/token",service="ghcr.io",error="invalid_token"',
  };
  registry.faults.add({ method: 'GET', path: /manifests/, status: 401, headers: invalid, times: 1 });
  t.equal((await tagDigest(['v1', '--image', 'ghcr.io/a'])).code, 0);
  t.same(seen(registry.requests), ['HEAD 401', 'GET 200', 'HEAD 200', 'GET 401', 'GET 200', 'GET 200']);
  registry.faults.clear();
  registry.faults.add({ method: 'GET', path: /manifests/, status: 401, headers: invalid });
  t.match(await tagDigest(['v1', '--image', 'ghcr.io/a']), { code: 1, rows: [{ error: 'unauthorized' }] });
  registry.faults.clear();
  registry.configure('ghcr.io', { auth: { scheme: 'bearer', anonymous: true, expiresIn: 0.001 } });
  registry.latencyMs = 5;
  t.match(await tagDigest(['v1', '--image', 'ghcr.io/a']), { code: 1 });
});

t.test('a host with open and closed repositories', async (t) => {
  const { registry, folder, tagDigest } = await registryFor(t);
  for (const name of ['open', 'shut']) registry.push(`quay.io/${name}:v1`, { seed: name });
  const challenge = { 'WWW-Authenticate': 'Basic realm="lab"' };
  registry.faults.add({ path: /shut/, status: 401, headers: challenge, times: 1 });
  const args = ['v1', '--image', 'quay.io/open', '--image', 'quay.io/shut'];
  t.match((await tagDigest(args)).rows, [{ error: undefined }, { error: 'unauthorized' }]);
  registry.faults.clear();
  registry.faults.add({ path: /shut/, status: 401, headers: challenge, times: 1 });
  writeFileSync(`${folder}/config.json`, JSON.stringify({ auths: { 'quay.io': authEntry('u', 'p') } }));
  t.match((await tagDigest([...args, '--docker-config', folder])).rows, [
    { error: undefined },
    { error: undefined },
  ]);
});

t.test('identity tokens, with and without OAuth2, and registry tokens', async (t) => {
  const { registry, folder, tagDigest } = await registryFor(t);
  const ask = (entry: object) => {
    writeFileSync(`${folder}/config.json`, JSON.stringify({ auths: { 'ghcr.io': entry } }));
    registry.requests.length = 0;
    return tagDigest(['v1', '--image', 'ghcr.io/a', '--docker-config', folder]);
  };
  registry.push('ghcr.io/a:v1', { seed: '1' });
  for (const [oauth2Post, requests] of [
    [true, ['GET 401', 'POST 200', 'HEAD 200']],
    [false, ['GET 401', 'POST 404', 'GET 200', 'HEAD 200']],
  ] as const) {
    registry.configure('ghcr.io', { auth: { scheme: 'bearer', refreshTokens: ['s3cret'], oauth2Post } });
    t.equal((await ask({ identitytoken: 's3cret' })).code, 0);
    t.same(seen(registry.requests), requests);
  }
  t.match(await ask({ registrytoken: 's3cret' }), { code: 1, rows: [{ error: 'unauthorized' }] });
  t.same(
    registry.requests.map(({ method, authorization }) => `${method} ${authorization}`)[0],
    'HEAD bearer',
  );
});

t.test('a wrong password is tried once per repository, not per tag', async (t) => {
  const { registry, tagDigest } = await registryFor(t, {
    hosts: { 'ghcr.io': { auth: { scheme: 'bearer', users } } },
  });
  const args = ['v1', 'v2', 'v3', '--image', 'ghcr.io/a', '--username', 'robot'];
  const { code, rows, stderr } = await tagDigest(args, { TAG_DIGEST_PASSWORD: 's3cret' });
  t.equal(code, 1);
  t.same(
    rows.map(({ error }) => error),
    Array(3).fill('unauthorized'),
  );
  t.match(stderr, /ghcr\.io refuses the credentials for ghcr\.io; check them, or log in again/);
  t.same(seen(registry.requests), ['GET 401', 'GET 401']);
});

t.test('realms that get no credentials', async (t) => {
  const { registry, tagDigest } = await registryFor(t);
  registry.push('ghcr.io/a:v1', { seed: '1' });
  const realms: [string, RegExp][] = [
    ['http://auth.example/token', /which is refused: it is plain http/],
    ['https://127.0.0.1/token', /which is refused: it is a loopback address/],
    ['http://169.254.169.254/latest/api/token', /which is refused: it is a link-local address/],
    ['/token', /names no URL to log in at/],
  ];
  for (const [realm, sentence] of realms) {
    registry.requests.length = 0;
    registry.configure('ghcr.io', { auth: { scheme: 'bearer', challenge: `Bearer realm="${realm}"` } });
    const args = ['v1', '--image', 'ghcr.io/a', '--username', 'robot'];
    const result = await tagDigest(args, { TAG_DIGEST_PASSWORD: 's3cret' });
    t.match(result, { code: 1, rows: [{ error: 'invalid-response' }], stderr: sentence }, realm);
    t.same(seen(registry.requests), ['GET 401'], 'nothing else was requested');
  }
});

t.test('a login goes to no realm but one that the registry itself names', async (t) => {
  const evil = { scheme: 'bearer', realm: 'https://evil.example/token', users } as const;
  const realm = 'realm="https://evil.example/token",service="evil.example"';
  const ways: [
    name: string,
    path: RegExp,
    method: string | undefined,
    auth: HostOptions['auth'],
    challenge: string,
  ][] = [
    ['/v2/', /^\/v2\/$/, 'GET', { scheme: 'bearer', users }, `Bearer ${realm}`],
    [
      'a manifest, invalid_token',
      /manifests/,
      undefined,
      { scheme: 'bearer', users },
      `Bearer ${realm},error="invalid_token"`,
    ],
    ['Bearer after Basic', /manifests/, undefined, { scheme: 'basic', users }, `Bearer ${realm}`],
    ['Basic after Bearer', /manifests/, undefined, { scheme: 'bearer', users }, 'Basic realm="evil"'],
    [
      'the list of tags',
      /tags\/list/,
      undefined,
      { scheme: 'bearer', users },
      `Bearer ${realm},error="invalid_token"`,
    ],
  ];
  for (const [name, path, method, auth, challenge] of ways) {
    const { registry, tagDigest } = await registryFor(t, {
      hosts: { 'ghcr.io': auth ? { auth } : {}, 'evil.example': { auth: { ...evil, challenge } } },
    });
    registry.push('ghcr.io/a:v1', { seed: '1' });
    const location = 'https://evil.example/v2/a/manifests/v1';
    registry.faultsFor('ghcr.io').add({ path, method, status: 307, headers: { Location: location } });
    const args = ['v1', '--image', 'ghcr.io/a', '--username', 'robot', '--aliases'];
    const { code, stderr } = await tagDigest(args, { TAG_DIGEST_PASSWORD: 'pass' });
    t.equal(code, 1, name);
    t.match(
      stderr,
      /ghcr\.io redirects to evil\.example, which asks for a login; only ghcr\.io itself may do that/,
    );
    const toEvil = registry.requests.filter(({ host }) => host === 'evil.example');
    t.ok(toEvil.length > 0, `${name}: the redirect was followed`);
    for (const { path, authorization } of toEvil) {
      t.notMatch(path, 'token', `${name}: no token was asked for`);
      t.equal(authorization, 'none', `${name}: no login was sent`);
    }
  }
});

t.test('a realm on another host gets the login if the registry names it', async (t) => {
  const auth = { scheme: 'bearer', users, realm: 'https://auth.example/token' } as const;
  const { registry, tagDigest } = await registryFor(t, { hosts: { 'ghcr.io': { auth } } });
  registry.push('ghcr.io/a:v1', { seed: '1' });
  const args = ['v1', '--image', 'ghcr.io/a', '--username', 'robot'];
  t.equal((await tagDigest(args, { TAG_DIGEST_PASSWORD: 'pass' })).code, 0);
  const [login] = registry.requests.filter(({ host }) => host === 'auth.example');
  t.match(login, { method: 'GET', authorization: 'basic', status: 200 });
});
