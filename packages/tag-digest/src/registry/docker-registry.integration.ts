import { randomUUID, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '@patch-notebook-sts/testbed/commands';
import { startDockerRegistry, writeLayout } from '@patch-notebook-sts/testbed/docker-registry';
import { createAuthority } from '@patch-notebook-sts/testbed/registry/certificates';
import t, { type Test } from 'tap';
import { authEntry } from '../testing.ts';

// Debian's docker-registry, filled by skopeo, which is the oracle too: what `skopeo inspect` calls the digest is it.

const PASSWORD = 's3cret-pass';
/** PASSWORD under bcrypt, as `htpasswd -B` writes it; that program is in none of the packages needed here. */
const HTPASSWD = 'robot:$2y$05$patchnotebookstsSALTaO3t6aTwp2to6ONs6N1qMzzWIJqing/06\n';

const names = ['oci-single', 'docker-single', 'oci-index', 'docker-list'];

/** A filled registry without authentication. */
async function filled(t: Test) {
  const folder = t.testdir({ storage: {} });
  const storage = `${folder}/storage`;
  const host = await startDockerRegistry(t, storage);
  const single = writeLayout(`${folder}/single`, ['linux/amd64']);
  const index = writeLayout(`${folder}/index`, ['linux/amd64', 'linux/arm64']);
  const options = ['--insecure-policy', 'copy', '--all', '--quiet', '--dest-tls-verify=false'];
  for (const name of names) {
    const from = name.endsWith('single') ? single : index;
    const format = name.startsWith('docker') ? ['--format', 'v2s2'] : [];
    const copied = await run(
      'skopeo',
      [...options, ...format, `oci:${from}`, `docker://${host}/lab/${name}:v1`],
      { HOME: folder },
    );
    if (copied.code !== 0) throw new Error(`skopeo: ${copied.code} ${copied.stderr}`);
  }
  return { folder, storage, host };
}

async function oracle(reference: string, ...options: string[]): Promise<string> {
  const args = [
    'inspect',
    '--no-tags',
    '--tls-verify=false',
    ...options,
    '-f',
    '{{.Digest}}',
    `docker://${reference}`,
  ];
  const { code, stdout, stderr } = await run('skopeo', args);
  if (code !== 0) throw new Error(`skopeo: ${stderr}`);
  return stdout.trim();
}

const images = (host: string) => names.flatMap((name) => ['--image', `${host}/lab/${name}`]);
const rowsOf = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

t.test('digests, types and platforms are those that skopeo sees', async (t) => {
  const { host, folder } = await filled(t);
  const { code, stdout, stderr } = await run('tag-digest', ['v1', ...images(host)], { HOME: folder });
  t.same([code, stderr], [0, '']);
  const rows = rowsOf(stdout);
  t.equal(rows.length, 4);
  for (const { repository, digest, mediaType, platforms } of rows) {
    t.equal(digest, await oracle(`${repository}:v1`), repository);
    t.equal(mediaType.includes('docker'), repository.includes('docker'), mediaType);
    const isIndex = /index|list/.test(repository);
    t.same(Object.keys(platforms), isIndex ? ['linux/amd64', 'linux/arm64'] : []);
    for (const child of Object.values<string>(platforms)) {
      t.equal(await oracle(`${repository}@${child}`), child);
    }
  }
  const missing = await run('tag-digest', [
    'nope',
    '--image',
    `${host}/lab/oci-single`,
    '--image',
    `${host}/no/such`,
  ]);
  t.same(
    rowsOf(missing.stdout).map(({ error }) => error),
    ['not-found', 'not-found'],
  );
});

t.test('htpasswd: a docker config, a helper, a wrong password', async (t) => {
  const { storage, folder } = await filled(t);
  writeFileSync(`${folder}/htpasswd`, HTPASSWD);
  const host = await startDockerRegistry(t, storage, {
    auth: { htpasswd: { realm: 'lab', path: `${folder}/htpasswd` } },
  });
  writeFileSync(`${folder}/config.json`, JSON.stringify({ auths: { [host]: authEntry('robot', PASSWORD) } }));
  const found = await run('tag-digest', ['v1', ...images(host), '--docker-config', folder]);
  t.same([found.code, found.stderr], [0, '']);
  for (const { repository, digest } of rowsOf(found.stdout)) {
    t.equal(digest, await oracle(`${repository}:v1`, `--creds=robot:${PASSWORD}`));
  }
  const refused = await run(
    'tag-digest',
    ['v1', '--image', `${host}/lab/oci-single`, '--username', 'robot'],
    {
      HOME: folder,
      TAG_DIGEST_PASSWORD: 's3cret-wrong',
    },
  );
  t.equal(refused.code, 1);
  t.match(rowsOf(refused.stdout), [{ error: 'unauthorized' }]);
  t.notMatch(refused.stderr, 's3cret');
});

t.test('tokens from a server of their own, one for each repository', async (t) => {
  const { storage, folder } = await filled(t);
  const authority = await createAuthority();
  const { key, cert } = await authority.issue('tokens.lab');
  writeFileSync(`${folder}/root.pem`, authority.caPem);
  const asked: string[] = [];
  const tokens = createServer((request, response) => {
    const { authorization } = request.headers;
    const scope = scopeOf(request);
    asked.push(scope);
    const expected = `Basic ${authEntry('robot', PASSWORD).auth}`;
    if (authorization !== undefined && authorization !== expected) response.writeHead(401).end();
    else response.end(JSON.stringify({ token: jwt(scope, key, cert), expires_in: 60 }));
  });
  await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
  t.teardown(() => tokens.close());
  const realm = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
  const token = { realm, service: 'lab-reg', issuer: 'lab', rootcertbundle: `${folder}/root.pem` };
  const host = await startDockerRegistry(t, storage, { auth: { token } });
  for (const login of [[], ['--username', 'robot']]) {
    asked.length = 0;
    const env = { HOME: folder, TAG_DIGEST_PASSWORD: PASSWORD };
    const { code, stdout, stderr } = await run('tag-digest', ['v1', 'v2', ...images(host), ...login], env);
    t.equal(code, 0);
    t.equal(stderr.split('\n').filter((line) => line.includes(':v2: not-found')).length, 4);
    for (const { repository, digest } of rowsOf(stdout).filter(({ tag }) => tag === 'v1')) {
      t.equal(digest, await oracle(`${repository}:v1`, '--no-creds'));
    }
    const ours = asked.slice(0, 4);
    t.same(
      ours.sort(),
      names.map((name) => `repository:lab/${name}:pull`).sort(),
      'one token for each scope',
    );
  }
  const wrong = await run('tag-digest', ['v1', ...images(host), '--username', 'robot'], {
    HOME: folder,
    TAG_DIGEST_PASSWORD: 's3cret-wrong',
  });
  t.equal(wrong.code, 1);
  t.same(
    rowsOf(wrong.stdout).map(({ error }) => error),
    Array(4).fill('unauthorized'),
  );
  t.notMatch(wrong.stderr, 's3cret');
});

const scopeOf = ({ url }: IncomingMessage): string =>
  new URL(url ?? '/', 'http://x').searchParams.get('scope') ?? '';

/** A token as docker-registry takes it: https://distribution.github.io/distribution/spec/auth/jwt/ */
function jwt(scope: string, key: string, cert: string): string {
  const [type, name, actions = ''] = scope.split(':');
  const now = Math.floor(Date.now() / 1000);
  const der = cert.replace(/-----[A-Z ]+-----|\s/g, '');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const access = [{ type, name, actions: actions.split(',') }];
  const claims = {
    iss: 'lab',
    sub: '',
    aud: 'lab-reg',
    exp: now + 60,
    nbf: now - 10,
    iat: now,
    jti: randomUUID(),
    access,
  };
  const text = `${encode({ typ: 'JWT', alg: 'ES256', x5c: [der] })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
