import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { run } from '@patch-notebook-sts/testbed/commands';
import { commit, git } from '@patch-notebook-sts/testbed/git';
import { type RegistryOptions, startRegistry } from '@patch-notebook-sts/testbed/registry/registry';
import t, { type Test } from 'tap';
import { startRepository } from './testing.ts';

const IMAGE = 'ghcr.io/org/lab:v1';
const REVISION = 'org.opencontainers.image.revision';
const BASE = 'org.opencontainers.image.base';

/** A repository, a registry, and the command that compares the two. */
async function setup(t: Test, options?: RegistryOptions) {
  const registry = await startRegistry(options);
  t.teardown(() => registry.close());
  const folder = t.testdir({ repo: {} });
  const repo = `${folder}/repo`;
  writeFileSync(`${folder}/ca.pem`, registry.caPem);
  const env = { HOME: folder, HTTPS_PROXY: registry.proxyUrl, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` };
  const first = startRepository(repo);
  const ask = async (...args: string[]) => {
    const [clone] = args[0]?.startsWith('/') ? args : [repo];
    const more = args.filter((arg) => arg !== clone);
    const all = ['--image', IMAGE, '--path', 'images/lab', '--repo', clone ?? repo, ...more];
    const { code, stdout, stderr } = await run('source-changed', all, {
      ...env,
      SOURCE_CHANGED_PASSWORD: 's3cret',
    });
    return { code, stderr, row: stdout.startsWith('{') ? JSON.parse(stdout) : stdout };
  };
  return { registry, folder, repo, first, ask };
}

t.test('the same tree is unchanged, whatever else was committed', async (t) => {
  const { registry, repo, first, ask } = await setup(t);
  registry.push(IMAGE, { seed: '1', labels: { [REVISION]: first } });
  const head = commit(repo, { 'docs/page.md': 'more words\n' });
  t.match(await ask('--exit-code'), {
    code: 0,
    row: { image: IMAGE, revision: first, head, changed: false },
  });
  commit(repo, { 'images/lab/Dockerfile': 'FROM base:2\n' });
  t.match(await ask(), {
    code: 0,
    row: { changed: true, reason: `images/lab: not the same as in ${first}` },
  });
  t.match(await ask('--exit-code'), { code: 4, row: { changed: true } });
  commit(repo, { 'images/lab/Dockerfile': 'FROM base:1\n' });
  t.match(await ask(), { row: { changed: false } }, 'changed and changed back');
});

t.test('an index: its platforms have to agree', async (t) => {
  const { registry, first, ask } = await setup(t);
  const platforms = { 'linux/amd64': 'a', 'linux/arm64': 'b' };
  registry.push(IMAGE, { platforms, labels: { [REVISION]: first } });
  t.match((await ask()).row, { revision: first, changed: false });
  t.equal(registry.requests.filter(({ path }) => path.includes('/blobs/')).length, 2);
});

t.test('what is not known is null, with the reason', async (t) => {
  const { registry, repo, first, ask } = await setup(t);
  t.match(
    await ask('--exit-code'),
    { code: 4, row: { changed: null, revision: null, reason: /not-found/ } },
    'no image',
  );
  registry.push(IMAGE, { seed: '0', labels: {} });
  t.match(await ask(), { code: 0, row: { changed: null, reason: /no label org\.opencontainers/ } });
  for (const [revision, reason] of [
    [`${first}-dirty`, /is not a commit/],
    ['--help', /is not a commit/],
    ['0123456789abcdef0123456789abcdef01234567', /the repository has no commit 0123/],
  ] as const) {
    registry.push(IMAGE, { seed: revision, labels: { [REVISION]: revision } });
    t.match(await ask(), { code: 0, row: { changed: null, revision, reason } });
  }
  registry.push(IMAGE, { seed: '1', labels: { [REVISION]: first } });
  appendFileSync(`${repo}/docs/page.md`, 'not committed');
  t.match((await ask()).row, { changed: false }, 'something else is not committed');
  writeFileSync(`${repo}/images/lab/new`, 'not committed');
  t.match((await ask()).row, { changed: null, reason: 'something below the paths is not committed' });
});

t.test('a shallow clone says so', async (t) => {
  const { registry, folder, repo, first, ask } = await setup(t);
  registry.push(IMAGE, { seed: '1', labels: { [REVISION]: first } });
  const head = commit(repo, { 'docs/page.md': 'more\n' });
  mkdirSync(`${folder}/shallow`);
  git(`${folder}/shallow`, 'clone', '-q', '--depth', '1', `file://${repo}`, '.');
  t.match(await ask(`${folder}/shallow`), {
    code: 0,
    row: { head, changed: null, reason: /shallow clone: fetch all of it/ },
  });
});

t.test('a base image that has moved', async (t) => {
  const { registry, first, ask } = await setup(t);
  const base = registry.push('quay.io/org/base:1', { platforms: { 'linux/amd64': 'a' } });
  const labels = { [REVISION]: first, [`${BASE}.name`]: 'quay.io/org/base:1', [`${BASE}.digest`]: base };
  registry.push(IMAGE, { seed: '1', labels });
  t.match((await ask()).row, { changed: false, reason: /its base, quay\.io\/org\/base:1, has not moved/ });
  registry.push('quay.io/org/base:1', { seed: '2' });
  t.match((await ask()).row, {
    changed: true,
    reason: /its base, quay\.io\/org\/base:1, was sha256:\w{12} and is sha256:/,
  });
  registry.delete('quay.io/org/base:1');
  t.match(await ask(), { code: 0, row: { changed: null, reason: /not-found/ } });
});

t.test('the login goes to the registry of the image, and not to that of its base', async (t) => {
  const auth = { scheme: 'basic', users: { robot: 's3cret' } } as const;
  const { registry, first, ask } = await setup(t, { hosts: { 'ghcr.io': { auth }, 'quay.io': { auth } } });
  const base = registry.push('quay.io/org/base:1', { seed: 'a' });
  const labels = { [REVISION]: first, [`${BASE}.name`]: 'quay.io/org/base:1', [`${BASE}.digest`]: base };
  registry.push(IMAGE, { seed: '1', labels });
  const { code, row, stderr } = await ask('--username', 'robot');
  t.match({ code, row }, { code: 1, row: { changed: null, reason: /unauthorized: quay\.io/ } });
  t.ok(registry.requests.some(({ host, authorization }) => host === 'ghcr.io' && authorization === 'basic'));
  t.notOk(
    registry.requests.some(({ host, authorization }) => host === 'quay.io' && authorization !== 'none'),
  );
  t.notMatch(stderr, 's3cret');
});

t.test('wrong arguments', async (t) => {
  const { registry, first, ask } = await setup(t);
  registry.push(IMAGE, { seed: '1', labels: { [REVISION]: first } });
  t.match(await ask('--path', 'nowhere'), { code: 2, stderr: /--path nowhere: the head has nothing there/ });
  t.match(await ask('--path', '/etc'), { code: 2, stderr: /not relative/ });
  t.match(await run('source-changed', ['--image', IMAGE, '--path', '.', '--repo', '/'], {}), {
    code: 1,
    stderr: /not a Git repository/,
  });
  t.match(await run('source-changed', ['--image', 'A B', '--path', '.'], {}), {
    code: 2,
    stderr: /is not an image/,
  });
});
