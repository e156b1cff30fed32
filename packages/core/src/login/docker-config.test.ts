import t from 'tap';
import { credentialSources, helperKey, matchLength, parseDockerConfig } from './docker-config.ts';

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

t.test('which repositories a key matches', async (t) => {
  const table: [key: string, repository: string, matches: boolean][] = [
    ['ghcr.io', 'ghcr.io/org/app', true],
    ['https://ghcr.io', 'ghcr.io/org/app', true],
    ['https://ghcr.io/', 'ghcr.io/org/app', true],
    ['https://ghcr.io/v1/', 'ghcr.io/org/app', true],
    ['https://ghcr.io/v2/', 'ghcr.io/org/app', true],
    ['http://localhost:5000', 'localhost:5000/app', true],
    ['localhost', 'localhost:5000/app', false],
    ['ghcr.io.evil.example', 'ghcr.io/org/app', false],
    ['hcr.io', 'ghcr.io/org/app', false],
    ['https://index.docker.io/v1/', 'docker.io/library/busybox', true],
    ['docker.io', 'docker.io/library/busybox', true],
    ['registry-1.docker.io', 'docker.io/library/busybox', true],
    ['registry.gitlab.com/group', 'registry.gitlab.com/group/app', true],
    ['registry.gitlab.com/group', 'registry.gitlab.com/group2/app', false],
    ['registry.gitlab.com/group/app', 'registry.gitlab.com/group/app', true],
    ['*.azurecr.io', 'myreg.azurecr.io/app', true],
    ['*.azurecr.io', 'azurecr.io/app', false],
    ['*.io', 'myreg.azurecr.io/app', false],
    ['my*g.azurecr.io', 'myreg.azurecr.io/app', true],
    ['', 'ghcr.io/org/app', false],
  ];
  for (const [key, repository, matches] of table)
    t.equal(matchLength(key, repository) > 0, matches, `${key} ${repository}`);
});

t.test('credential sources in docker’s order', async (t) => {
  const config = parseDockerConfig(
    JSON.stringify({
      auths: { 'ghcr.io': auth('u:p:w'), 'ghcr.io/org': auth('team:x'), 'quay.io': {} },
      credsStore: 'desktop',
      credHelpers: { 'ghcr.io': 'gh' },
      HttpHeaders: { 'User-Agent': 'x' },
    }),
    'config.json',
  );
  t.same(credentialSources(config, 'ghcr.io/app'), [
    { helper: 'gh' },
    { helper: 'desktop' },
    { credentials: { username: 'u', password: 'p:w' } },
  ]);
  t.same(credentialSources(config, 'ghcr.io/org/app').at(-1), {
    credentials: { username: 'team', password: 'x' },
  });
  t.same(credentialSources(config, 'quay.io/app'), [{ helper: 'desktop' }]);
});

t.test('the forms of an entry', async (t) => {
  const table: [object | null, unknown][] = [
    [auth('u:p'), { username: 'u', password: 'p' }],
    [auth('u:p\0\0'), { username: 'u', password: 'p' }],
    [
      { username: 'u', password: 'p:' },
      { username: 'u', password: 'p:' },
    ],
    [{ ...auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'i' }, { identityToken: 'i' }],
    [{ registrytoken: 'r' }, { bearerToken: 'r' }],
    [auth('no colon'), undefined],
    [{ auth: '', username: 'u' }, undefined],
    [null, undefined],
  ];
  for (const [entry, credentials] of table) {
    const config = parseDockerConfig(JSON.stringify({ auths: { a: entry } }), 'c');
    t.same(
      credentialSources(config, 'a/b'),
      credentials === undefined ? [] : [{ credentials }],
      JSON.stringify(entry),
    );
  }
});

t.test('an invalid docker config is refused without quoting its values', async (t) => {
  const refuse = (text: string, message: RegExp) =>
    t.throws(() => parseDockerConfig(text, 'c.json'), { message, exitCode: 3 });
  refuse('secret', /^c\.json: not a docker config: Invalid input: expected/);
  refuse('[]', /^c\.json: not a docker config: Invalid input: expected/);
  refuse(
    '{"auths":{"a":{"auth":1}}}',
    /^c\.json: not a docker config: auths\.a\.auth: Invalid input: expected string/,
  );
  refuse('{"credsStore":["secret"]}', /^c\.json: not a docker config: credsStore: /);
});

t.test('the key that a helper gets', async (t) => {
  t.equal(helperKey('docker.io/library/busybox'), 'https://index.docker.io/v1/');
  t.equal(helperKey('ghcr.io/org/app'), 'ghcr.io');
});
