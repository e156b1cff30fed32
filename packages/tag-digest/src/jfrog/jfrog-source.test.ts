import { writeFileSync } from 'node:fs';
import type { ArtifactoryOptions } from '@patch-notebook-sts/testbed/registry/options';
import t, { type Test } from 'tap';
import { registryFor } from '../testing.ts';

const host = 'acme.jfrog.io';
const image = `${host}/docker-local/team/app`;
const index = { platforms: { 'linux/amd64': 'a', 'linux/arm64': 'b' } };
const token = 'jfrog-s3cret';

async function start(t: Test, artifactory: ArtifactoryOptions = {}) {
  const bench = await registryFor(t, {
    hosts: { [host]: { artifactory: { accessTokens: [token], ...artifactory } } },
  });
  const ask = (args: string[] = [], env = {}) =>
    bench.tagDigest(['--source', 'jfrog', '--image', `${image}:v1`, ...args], {
      JF_ACCESS_TOKEN: token,
      ...env,
    });
  const requests = () =>
    bench.registry.requests.map(({ method, path }) => `${method} ${path.replace('/artifactory', '')}`);
  return { ...bench, ask, requests };
}
const manifest = '/api/docker/docker-local/v2/team/app/manifests';
const stored = '/api/storage/docker-local/team/app/v1';

t.test('whichever headers Artifactory sends, the digest is found', async (t) => {
  const both = ['Docker-Content-Digest', 'X-Checksum-Sha256'] as const;
  const table: [name: string, ArtifactoryOptions, single: string[]][] = [
    ['all headers', {}, [`HEAD ${manifest}/v1`]],
    ['X-Checksum-Sha256 only', { omit: ['Docker-Content-Digest'] }, [`HEAD ${manifest}/v1`]],
    ['no digest', { omit: [...both] }, [`HEAD ${manifest}/v1`, `GET ${manifest}/v1`]],
    ['no type', { octetStream: true }, [`HEAD ${manifest}/v1`, `GET ${manifest}/v1`]],
    ['neither', { octetStream: true, omit: [...both] }, [`HEAD ${manifest}/v1`, `GET ${manifest}/v1`]],
    [
      'no Docker API',
      { dockerApi: false },
      [`HEAD ${manifest}/v1`, `GET ${stored}/list.manifest.json`, `GET ${stored}/manifest.json`],
    ],
  ];
  for (const [name, options, requests] of table) {
    await t.test(name, async (t) => {
      const { registry, ask, requests: seen } = await start(t, options);
      const digest = registry.push(`${image}:v1`, { seed: '1' });
      const single = await ask();
      t.match(single, {
        code: 0,
        stderr: '',
        rows: [{ repository: image, tag: 'v1', digest, source: 'jfrog' }],
      });
      t.same(seen(), requests);
      const list = registry.push(`${image}:v1`, index);
      t.match((await ask()).rows, [
        {
          digest: list,
          mediaType: 'application/vnd.oci.image.index.v1+json',
          platforms: { 'linux/amd64': /^sha256:/, 'linux/arm64': /^sha256:/ },
        },
      ]);
    });
  }
});

t.test('logins', async (t) => {
  const { registry, ask, folder } = await start(t, { users: { u: 'p' } });
  registry.push(`${image}:v1`, { seed: '1' });
  writeFileSync(`${folder}/token`, `${token}\n`);
  const none = { JF_ACCESS_TOKEN: '' };
  t.equal((await ask()).code, 0);
  t.equal(registry.requests.at(-1)?.authorization, 'bearer');
  t.equal((await ask([], { ...none, JF_USER: 'u', JF_PASSWORD: 'p' })).code, 0);
  t.equal((await ask(['--username', 'u'], { ...none, TAG_DIGEST_PASSWORD: 'p' })).code, 0);
  t.equal(registry.requests.at(-1)?.authorization, 'basic');
  t.equal((await ask(['--token-file', `${folder}/token`], none)).code, 0);
  t.match(await ask([], none), {
    code: 1,
    rows: [{ error: 'unauthorized' }],
    stderr: /acme\.jfrog\.io needs a login; give JF_ACCESS_TOKEN/,
  });
  const wrong = await ask([], { JF_ACCESS_TOKEN: 'wrong-s3cret' });
  t.match(wrong, { code: 1, rows: [{ error: 'unauthorized' }], stderr: /refuses these credentials/ });
  t.notMatch(wrong.stderr, 's3cret');
});

t.test('a missing image, a refused login, and no repository key', async (t) => {
  const { registry, ask, requests, tagDigest } = await start(t);
  t.match(await ask(), {
    code: 0,
    rows: [{ error: 'not-found' }],
    stderr: /has no team\/app:v1 in docker-local, or hides it/,
  });
  t.same(requests(), [
    `HEAD ${manifest}/v1`,
    `GET ${stored}/list.manifest.json`,
    `GET ${stored}/manifest.json`,
  ]);
  registry.faults.add({ status: 403 });
  t.match(await ask(), { code: 1, rows: [{ error: 'forbidden' }] });
  const keyless = await tagDigest(['v1', '--source', 'jfrog', '--image', `${host}/app`]);
  t.match(keyless, { code: 1, stderr: /names no Docker repository; give --repository-key/ });
});

t.test('another server and key, as for the cache of another registry', async (t) => {
  const { registry, tagDigest } = await start(t);
  const digest = registry.push(`${host}/acr-remote/app:v1`, { seed: '1' });
  const args = [
    'v1',
    '--source',
    'jfrog',
    '--image',
    'myreg.azurecr.io/app',
    '--repository-key',
    'acr-remote',
  ];
  const { rows } = await tagDigest([...args, '--url', `https://${host}`], { JF_ACCESS_TOKEN: token });
  t.match(rows, [{ repository: 'myreg.azurecr.io/app', digest }]);
});

t.test('--expire-cache asks a remote repository to look upstream first', async (t) => {
  const { registry, ask, requests } = await start(t);
  const digest = registry.push(`${image}:v1`, { seed: '1' });
  t.match(await ask(['--expire-cache']), { code: 0, rows: [{ digest }] });
  t.same(requests(), ['POST /api/zap/docker-local-cache/team/app/v1', `HEAD ${manifest}/v1`]);
  registry.faults.add({ path: /zap/, status: 403 });
  t.match(await ask(['--expire-cache']), {
    code: 1,
    rows: [{ error: 'forbidden' }],
    stderr: /leave out --expire-cache/,
  });
});

t.test('aliases', async (t) => {
  const { registry, ask } = await start(t);
  const digest = registry.push(`${image}:w_2022_40`, { seed: '1' });
  registry.tag(`${image}:v1`, digest);
  t.match(await ask(['--aliases']), { code: 0, rows: [{ digest, aliases: ['w_2022_40'] }] });
});
