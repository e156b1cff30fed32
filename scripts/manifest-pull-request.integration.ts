import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import { GIT_ENVIRONMENT, git } from '@patch-notebook-sts/testbed/git';
import { startGithub } from '@patch-notebook-sts/testbed/github/github';
import t, { type Test } from 'tap';

const SCRIPT = `${ROOT}scripts/manifest-pull-request.sh`;
const BRANCH = 'manifest-update';
const TOKEN = 's3cret-token';

/** A bare repository with the manifests of the two configurations that disagree, and a GitHub that has it. */
async function setup(t: Test) {
  const folder = t.testdir({ bare: {}, ann: {}, bin: {} });
  const [bare, ann] = [`${folder}/bare`, `${folder}/ann`];
  git(bare, 'init', '-q', '--bare', '-b', 'main');
  git(ann, 'clone', '-q', bare, '.');
  git(ann, 'checkout', '-q', '-b', 'main');
  cpSync(`${ROOT}fixtures/manifests/rhodium`, ann, { recursive: true });
  symlinkSync('/etc/hosts', `${ann}/link-config.yml`);
  const commit = (message: string, branch = 'main') => {
    git(ann, 'add', '-A');
    git(ann, 'commit', '-qm', message, '--allow-empty');
    git(ann, 'push', '-q', 'origin', `HEAD:${branch}`);
  };
  commit('start');
  const head = (branch: string) => git(bare, 'rev-parse', `refs/heads/${branch}`);
  const github = await startGithub({ repository: 'org/charts', token: TOKEN, commitOf: head });
  t.teardown(() => github.close());
  writeFileSync(`${folder}/ca.pem`, github.caPem);
  const images = (tag: string) => {
    const row = { repository: 'docker.io/rhodium/notebook', tag, digest: `sha256:${'a'.repeat(64)}` };
    writeFileSync(`${folder}/2-images-with-tags.txt`, `${JSON.stringify(row)}\n`);
  };
  images('v2.0.0');
  const propose = (args: readonly string[] = ['execute', '*-config.yml'], env: object = {}) =>
    run(SCRIPT, args, {
      ...GIT_ENVIRONMENT,
      PATH: `${folder}/bin:${ROOT}dist/bin:${process.env.PATH}`,
      HOME: folder,
      REPO: bare,
      IMAGES: `${folder}/2-images-with-tags.txt`,
      GH_REPO: 'github.test/org/charts',
      GH_ENTERPRISE_TOKEN: TOKEN,
      HTTPS_PROXY: github.proxyUrl,
      SSL_CERT_FILE: `${folder}/ca.pem`,
      ...env,
    });
  return { folder, bare, ann, commit, head, github, images, propose };
}

t.test(
  'run twice: one commit, one pull request, and exactly the lines that a person would change',
  async (t) => {
    const { bare, head, github, propose } = await setup(t);
    const first = await propose();
    t.match(first, { code: 0, stderr: /opened https:\/\/github\.test\/org\/charts\/pull\/1/ });
    t.same(first.stdout.split('\n').filter((line) => line.includes('"updated"')).length, 2);
    const commit = head(BRANCH);
    const diff = git(bare, 'diff', '--unified=0', 'main', BRANCH);
    t.same(
      diff.split('\n').filter((line) => /^[-+] /.test(line)),
      [
        '-      tag: 4c8d3a1fe0db3a60b343ff01a5deb699bcb6eb2a   # 2019-06',
        '+      tag: v2.0.0   # 2019-06',
        '-      tag: 91e8177fe0db3a60b343ff01a5deb699bcb6eb2a',
        '+      tag: v2.0.0',
      ],
    );
    t.match(github.pulls, [
      { title: 'Update images', base: { ref: 'main' }, head: { ref: BRANCH, sha: commit } },
    ]);
    t.match(github.pulls[0]?.body, /impactlab-config\.yml:6 .* v2\.0\.0/);
    t.match(await propose(), {
      code: 0,
      stderr: /has this content already[\s\S]*pull request 1 has this content already/,
    });
    t.equal(head(BRANCH), commit);
    t.equal(github.pulls.length, 1);
    t.notOk(github.requests.some((request) => request.startsWith('PATCH')));
    t.notMatch(first.stdout + first.stderr, TOKEN);
  },
);

t.test(
  'another version, or another base: the same branch and pull request, from the fresh base',
  async (t) => {
    const { bare, ann, commit, head, github, images, propose } = await setup(t);
    await propose();
    writeFileSync(`${ann}/README.md`, 'words\n');
    commit('something else');
    images('v3.0.0');
    t.match(await propose(), { code: 0, stderr: /updated https:\/\/github\.test\/org\/charts\/pull\/1/ });
    t.equal(git(bare, 'rev-parse', `${BRANCH}^`), head('main'));
    t.equal(github.pulls.length, 1);
    t.match(github.pulls[0]?.body, /v3\.0\.0/);
  },
);

t.test('nothing to do when the base is up to date', async (t) => {
  const { bare, ann, commit, github, propose } = await setup(t);
  await propose();
  git(ann, 'fetch', '-q');
  git(ann, 'merge', '-q', '--squash', `origin/${BRANCH}`);
  commit('merged');
  t.match(await propose(), { code: 0, stdout: '', stderr: /main is up to date/ });
  t.match(git(bare, 'show', 'main:jupyter-config.yml'), 'v2.0.0');
  t.equal(github.pulls.length, 1);
  github.closePull(1);
  git(ann, 'merge', '-q', '-s', 'ours', '-m', 'as merged', `origin/${BRANCH}`);
  git(ann, 'revert', '--no-edit', 'HEAD^');
  commit('undone');
  t.match(await propose(), { code: 0, stderr: /opened .*\/pull\/2/ }, 'it is proposed again on the new base');
});

t.test('a branch on which somebody else has committed is left alone', async (t) => {
  const { ann, commit, head, images, propose } = await setup(t);
  await propose();
  git(ann, 'fetch', '-q');
  git(ann, 'checkout', '-q', `origin/${BRANCH}`);
  writeFileSync(`${ann}/notes.md`, 'by hand\n');
  commit('by hand', BRANCH);
  const theirs = head(BRANCH);
  images('v3.0.0');
  t.match(await propose(), {
    code: 1,
    stderr: /manifest-update has commits of ann@example\.org, and is left alone/,
  });
  t.equal(head(BRANCH), theirs);
});

t.test('a race on the push is lost, not won by force', async (t) => {
  const { folder, ann, head, images, propose } = await setup(t);
  await propose();
  images('v3.0.0');
  // Somebody pushes while the manifests are edited.
  const real = `${ROOT}dist/bin/manifest-update`;
  writeFileSync(
    `${folder}/bin/manifest-update`,
    `#!/bin/sh\ngit -C ${ann} push -q --force origin HEAD:${BRANCH}\nexec ${real} "$@"\n`,
  );
  chmodSync(`${folder}/bin/manifest-update`, 0o755);
  t.match(await propose(), {
    code: 1,
    stderr: /could not be pushed; if somebody else has moved it meanwhile, run again/,
  });
  t.equal(head(BRANCH), head('main'));
});

t.test('a pull request that somebody opens at the same time is taken', async (t) => {
  const { github, propose } = await setup(t);
  github.beforeOpen = () => {
    github.beforeOpen = () => {};
    github.open('of another run', BRANCH, 'main', '');
  };
  t.match(await propose(), { code: 0, stderr: /updated https:\/\/github\.test\/org\/charts\/pull\/1/ });
  t.ok(github.requests.some((request) => request.endsWith(' 422')));
  t.match(github.pulls, [{ title: 'Update images' }]);
});

t.test('what was closed is not proposed again, something new is', async (t) => {
  const { github, images, propose } = await setup(t);
  await propose();
  github.closePull(1);
  t.match(await propose(), {
    code: 0,
    stderr: /pull request 1 with this content was closed; it is not proposed again/,
  });
  t.equal(github.pulls.length, 1);
  images('v3.0.0');
  t.match(await propose(), { code: 0, stderr: /opened .*\/pull\/2/ });
});

t.test('a dry run shows the change, and --no-pr only pushes', async (t) => {
  const { bare, head, github, propose } = await setup(t);
  const dry = await propose(['*-config.yml']);
  t.match(dry, { code: 0, stdout: /^\+ {6}tag: v2\.0\.0$/m, stderr: /a dry run/ });
  t.equal(git(bare, 'branch', '--list', BRANCH), '');
  t.match(await propose(['execute', '--no-pr', '*-config.yml'], { GH_ENTERPRISE_TOKEN: '' }), {
    code: 0,
    stderr: /is pushed/,
  });
  t.match(head(BRANCH), /^\w{40}$/);
  t.same(github.requests, []);
});

t.test('a clone that is there is fetched into, and its files are left', async (t) => {
  const { folder, ann, commit, head, images, propose } = await setup(t);
  const env = { CLONE: `${folder}/kept` };
  await propose(undefined, env);
  mkdirSync(`${folder}/kept/mine`);
  writeFileSync(`${folder}/kept/mine/file`, 'not committed');
  writeFileSync(`${ann}/README.md`, 'words\n');
  commit('something else');
  images('v3.0.0');
  t.match(await propose(undefined, env), { code: 0 });
  t.equal(git(`${folder}/kept`, 'rev-parse', `${head(BRANCH)}^`), head('main'));
  t.equal(readFileSync(`${folder}/kept/mine/file`, 'utf8'), 'not committed');
});

t.test('a token that is refused, and wrong arguments', async (t) => {
  const { folder, propose } = await setup(t);
  const refused = await propose(undefined, { GH_ENTERPRISE_TOKEN: 's3cret-wrong' });
  t.match(refused, { code: 1, stderr: /Bad credentials/ });
  t.notMatch(refused.stdout + refused.stderr, 's3cret');
  t.match(await propose([]), { code: 2, stderr: /usage/ });
  t.match(await propose(undefined, { REPO: '' }), { code: 2, stderr: /REPO is not set/ });
  for (const login of ['me:s3cret', 's3cret'])
    t.match(await propose(undefined, { REPO: `https://${login}@github.test/a/b` }), {
      code: 2,
      stderr: /REPO has a password/,
    });
  t.match(await propose(undefined, { BRANCH: '-x' }), { code: 2, stderr: /not a name of a branch/ });
  t.match(await propose(undefined, { BRANCH: 'main' }), { code: 2, stderr: /name another/ });
  t.match(await propose(undefined, { IMAGES: `${folder}/no` }), { code: 2, stderr: /cannot be read/ });
  t.match(await propose(['execute', 'nowhere.yml']), { code: 2, stderr: /main has no file at nowhere\.yml/ });
  t.match(
    await propose(['execute', 'link-config.yml']),
    { code: 2, stderr: /no file at link/ },
    'a link could lead anywhere',
  );
});
