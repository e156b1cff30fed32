import { writeFileSync } from 'node:fs';
import type { HostOptions } from '@patch-notebook-sts/testbed/registry/options';
import t from 'tap';
import { authEntry, registryFor } from '../testing.ts';

const users = { robot: 'pa:ss' };
const index = { platforms: { 'linux/amd64': 'a', 'linux/arm64': 'b' } };

interface Quirk {
  name: string;
  host: string;
  options: HostOptions;
  /** Whether there is a login for the host. */
  login?: boolean;
  /** What is asked of it, as `METHOD status`; the last HEAD is the answer. */
  requests: string[];
}

const bearer = { scheme: 'bearer', users } as const;

const quirks: Quirk[] = [
  {
    name: 'Docker Hub: realm on another host, both keys, no login',
    host: 'docker.io',
    options: {
      auth: {
        ...bearer,
        anonymous: true,
        realm: 'https://auth.docker.io/token',
        service: 'registry.docker.io',
        tokenField: 'both',
      },
      missingRepository: 401,
      headers: { 'ratelimit-remaining': '20;w=21600' },
    },
    requests: ['HEAD 401', 'GET 200', 'HEAD 200'],
  },
  {
    name: 'Docker Hub with a login: nothing is asked without it',
    host: 'docker.io',
    login: true,
    options: { auth: { ...bearer, realm: 'https://auth.docker.io/token', service: 'registry.docker.io' } },
    requests: ['GET 401', 'GET 200', 'HEAD 200'],
  },
  {
    name: 'ECR: Basic, and no digest header on GET',
    host: '123456789012.dkr.ecr.ca-central-1.amazonaws.com',
    login: true,
    options: { auth: { scheme: 'basic', users }, omitDigestHeader: 'get', tagPageLimit: 1000 },
    requests: ['GET 401', 'HEAD 200'],
  },
  {
    name: 'GHCR: no expires_in',
    host: 'ghcr.io',
    options: { auth: { ...bearer, anonymous: true, expiresIn: null } },
    requests: ['HEAD 401', 'GET 200', 'HEAD 200'],
  },
  {
    name: 'Quay: realm with a path, access_token never',
    host: 'quay.io',
    login: true,
    options: { auth: { ...bearer, realm: '/v2/auth', tokenField: 'token' }, missingRepository: 401 },
    requests: ['GET 401', 'GET 200', 'HEAD 200'],
  },
  {
    name: 'Harbor: realm /service/token',
    host: 'harbor.example',
    login: true,
    options: { auth: { ...bearer, realm: '/service/token', service: 'harbor-registry' } },
    requests: ['GET 401', 'GET 200', 'HEAD 200'],
  },
  {
    name: 'Forgejo: two challenges in one header, with commas in quotes',
    host: 'forgejo.example',
    login: true,
    options: {
      auth: {
        ...bearer,
        realm: '/v2/token',
        service: 'container_registry',
        acceptBasic: true,
        challenge:
          'Bearer realm="https://forgejo.example/v2/token",service="container_registry",scope="a:b:pull,push", Basic realm="Gitea, Package API"',
      },
    },
    requests: ['GET 401', 'GET 200', 'HEAD 200'],
  },
  {
    name: 'ACR: access_token from /oauth2/token',
    host: 'myreg.azurecr.io',
    login: true,
    options: { acr: { users } },
    requests: ['GET 401', 'GET 200', 'HEAD 200'],
  },
  {
    name: 'Red Hat: no digest header at all',
    host: 'registry.redhat.io',
    options: { omitDigestHeader: 'always' },
    requests: ['HEAD 200', 'GET 200'],
  },
  { name: 'an open registry', host: 'mcr.example', options: {}, requests: ['HEAD 200'] },
];

t.test('quirks: each registry gets only the requests it needs', async (t) => {
  for (const { name, host, options, login, requests } of quirks) {
    await t.test(name, async (t) => {
      const { registry, folder, tagDigest } = await registryFor(t, { hosts: { [host]: options } });
      const digest = registry.push(`${host}/team/app:v1`, { seed: '1' });
      const hub = host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
      writeFileSync(
        `${folder}/config.json`,
        JSON.stringify({ auths: { [hub]: authEntry('robot', 'pa:ss') } }),
      );
      const args = ['v1', '--image', `${host}/team/app`];
      const { code, rows, stderr } = await tagDigest(login ? [...args, '--docker-config', folder] : args);
      t.same([code, stderr], [0, '']);
      t.match(rows, [{ digest, mediaType: 'application/vnd.oci.image.manifest.v1+json', platforms: {} }]);
      t.same(
        registry.requests.map(({ method, status }) => `${method} ${status}`),
        requests,
      );
    });
  }
});

t.test('an index gives its platforms, and its digest is the tag’s', async (t) => {
  for (const options of [{}, { omitDigestHeader: 'get' }, { omitDigestHeader: 'always' }] as const) {
    const { registry, tagDigest } = await registryFor(t, { hosts: { 'ghcr.io': options } });
    for (const mediaType of ['oci', 'docker'] as const) {
      const digest = registry.push(`ghcr.io/app:${mediaType}`, { ...index, mediaType });
      const { rows } = await tagDigest([mediaType, '--image', 'ghcr.io/app']);
      const { platforms } = (await registry.resolve(`ghcr.io/app:${mediaType}`)) ?? {};
      t.match(rows, [{ digest, platforms: platforms ?? {} }]);
      t.same(Object.keys(rows[0]?.platforms ?? {}), ['linux/amd64', 'linux/arm64']);
    }
  }
});

t.test('401 for a missing repository is not reported as a wrong password', async (t) => {
  const options: HostOptions = { auth: { ...bearer, anonymous: true }, missingRepository: 401 };
  const { registry, folder, tagDigest } = await registryFor(t, { hosts: { 'quay.io': options } });
  const anonymous = await tagDigest(['v1', 'v2', '--image', 'quay.io/no/such']);
  t.equal(anonymous.code, 1);
  t.match(anonymous.rows, [{ digest: null, error: 'unauthorized' }, { error: 'unauthorized' }]);
  t.match(anonymous.stderr, 'quay.io does not show quay.io/no/such without a login; check its name');
  t.equal(registry.requests.length, 4, 'one challenge, one token, and each tag once: no loop');
  writeFileSync(
    `${folder}/config.json`,
    JSON.stringify({ auths: { 'quay.io': authEntry('robot', 'pa:ss') } }),
  );
  const { stderr } = await tagDigest(['v1', '--image', 'quay.io/no/such', '--docker-config', folder]);
  t.match(stderr, 'quay.io does not show quay.io/no/such to these credentials; check that it exists');
});

t.test('each response of a registry, and the row it gives', async (t) => {
  const { registry, tagDigest } = await registryFor(t);
  registry.push('ghcr.io/app:v1', { seed: '1' });
  const upgrade = { status: 101, headers: { Connection: 'Upgrade', Upgrade: 'websocket' } };
  const answers: [object, string | undefined, RegExp, number][] = [
    [{ status: 404 }, 'not-found', /ghcr\.io has no such tag/, 0],
    [{ status: 403 }, 'forbidden', /ghcr\.io refuses these credentials; they need pull permission/, 1],
    [{ status: 429, retryAfter: '3600' }, 'rate-limited', /try again in 3600 s, or log in/, 1],
    [{ status: 101 }, 'invalid-response', /status 101; is it a registry\?/, 1],
    [upgrade, 'invalid-response', /switches to another protocol/, 1],
    [{ status: 400 }, 'invalid-response', /status 400; is it a registry\?/, 1],
    [{ status: 503, retryAfter: '3600' }, 'unreachable', /failed with status 503; try later/, 1],
    [{ status: 200, body: '<html>' }, 'invalid-response', /not a manifest/, 1],
    [{ headers: { 'Docker-Content-Digest': 'sha256:junk' } }, undefined, /^$/, 0],
  ];
  for (const [fault, error, sentence, exit] of answers) {
    const disarm = registry.faults.add({ path: /manifests/, ...fault });
    const { code, rows, stderr } = await tagDigest(['v1', '--image', 'ghcr.io/app']);
    t.equal(rows[0]?.error, error, JSON.stringify(fault));
    t.match(stderr, sentence);
    t.equal(code, exit);
    disarm();
  }
});

t.test('nothing but a whole manifest has a digest', async (t) => {
  const { registry, tagDigest } = await registryFor(t);
  const digest = registry.push('ghcr.io/app:v1', { seed: '1' });
  const types = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json'];
  const digests = [undefined, digest.toUpperCase(), [digest, digest], 'sha256:'];
  const bodies = ['', '<html>Please log in</html>', '{"schemaVersion":2,"config":{"digest":"sha'];
  for (const type of types) {
    for (const header of digests) {
      for (const body of bodies) {
        const headers = { 'Content-Type': type, ...(header && { 'Docker-Content-Digest': header }) };
        const disarm = registry.faults.add({ path: /manifests/, headers, body });
        const { code, rows, stderr } = await tagDigest(['v1', '--image', 'ghcr.io/app']);
        t.match(rows, [{ digest: null, error: 'invalid-response' }], `${type} ${header} ${body}`);
        t.match([code, stderr], [1, /ghcr\.io sent something that is not (a manifest|an index)/]);
        disarm();
      }
    }
  }
});

t.test('a digest that the body does not have is never used', async (t) => {
  const { registry, tagDigest } = await registryFor(t);
  registry.push('ghcr.io/app:v1', index);
  registry.faults.add({
    method: 'GET',
    path: /manifests\/sha256:/,
    body: '{"schemaVersion":2,"manifests":[]}',
  });
  const { code, rows, stderr } = await tagDigest(['v1', '--image', 'ghcr.io/app']);
  t.match(rows, [{ digest: null, error: 'invalid-response' }]);
  t.match(stderr, /ghcr\.io sent a body that does not match its digest sha256:/);
  t.equal(code, 1);
  registry.faults.clear();
  registry.faults.add({ method: 'GET', path: /manifests\/sha256:/, status: 404 });
  const gone = await tagDigest(['v1', '--image', 'ghcr.io/app']);
  t.match(gone.rows, [{ error: 'invalid-response' }]);
  t.match(gone.stderr, /names the index sha256:\w+ but does not have it/);
});

t.test('aliases: pages, one HEAD for each tag, those of one digest', async (t) => {
  const { registry, tagDigest } = await registryFor(t, { hosts: { 'ghcr.io': { tagPageLimit: 1000 } } });
  const digest = registry.push('ghcr.io/lab:w_2022_40', { seed: '40' });
  for (const tag of ['recommended', 'w_2022_9', 'latest']) registry.tag(`ghcr.io/lab:${tag}`, digest);
  registry.push('ghcr.io/lab:w_2022_41', { seed: '41' });
  registry.faults.add({
    path: /tags\/list\?n=1000$/,
    headers: { Link: '</v2/lab/tags/list?n=3&last=latest>; rel="next"' },
    body: { name: 'lab', tags: ['latest'] },
  });
  const { code, rows } = await tagDigest(['recommended', 'w_2022_41', '--image', 'ghcr.io/lab', '--aliases']);
  t.equal(code, 0);
  t.match(rows, [
    { tag: 'recommended', digest, aliases: ['w_2022_40', 'w_2022_9', 'latest'] },
    { tag: 'w_2022_41', aliases: [] },
  ]);
  const heads = registry.requests.filter(({ method }) => method === 'HEAD').map(({ path }) => path);
  t.equal(new Set(heads).size, heads.length, 'each tag is requested once');
  t.equal(heads.length, 5);
  t.equal(registry.requests.filter(({ path }) => path.includes('tags/list')).length, 3, 'page after page');
});
