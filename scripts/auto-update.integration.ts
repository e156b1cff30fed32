/** Runs the scripts of examples/kustomize/auto-update, and compares its two overlays. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import { commit, GIT_ENVIRONMENT, git } from '@patch-notebook-sts/testbed/git';
import { startGithub } from '@patch-notebook-sts/testbed/github/github';
import { startRegistry } from '@patch-notebook-sts/testbed/registry/registry';
import t from 'tap';
import { parseAllDocuments } from 'yaml';

const EXAMPLE = `${ROOT}examples/kustomize/auto-update`;

/** A repository of its own with these files. */
function repository(folder: string, files: Record<string, string>): void {
  mkdirSync(folder);
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder, files);
}

t.test('built when its source has changed, and proposed once', async (t) => {
  const folder = t.testdir({ work: {} });
  const registry = await startRegistry();
  t.teardown(() => registry.close());
  const image = `${new URL(registry.url).host}/org/lab`;
  repository(`${folder}/images`, { 'images/lab/Dockerfile': 'FROM base\n', README: 'words\n' });
  repository(`${folder}/charts`, {
    'deploy/a/values.yaml': `image:\n  repository: ${image}\n  tag: v1 # the lab\n`,
  });
  const github = await startGithub({
    repository: 'org/charts',
    token: 's3cret',
    commitOf: (branch) => git(`${folder}/charts`, 'rev-parse', branch),
  });
  t.teardown(() => github.close());
  writeFileSync(`${folder}/ca.pem`, github.caPem);
  cpSync(`${EXAMPLE}/base`, `${folder}/scripts`, { recursive: true });
  // The registry of the testbed takes no pushes, so the test does that, and the build only says what it was given.
  writeFileSync(
    `${folder}/scripts/build.sh`,
    `echo "$IMAGE $TAG $MOVING_TAG $REVISION $(cat "$SOURCE/images/lab/Dockerfile")" > ${folder}/built\n`,
  );
  const push = (revision: string) => {
    const tag = revision.slice(0, 12);
    const digest = registry.push(`${image}:${tag}`, {
      seed: tag,
      labels: { 'org.opencontainers.image.revision': revision },
    });
    return { tag, digest, move: () => registry.tag(`${image}:main`, digest) };
  };
  const params = readFileSync(`${EXAMPLE}/base/params.env`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(/=(.*)/, 2));
  const update = () =>
    run('bash', [`${folder}/scripts/auto-update.sh`], {
      ...Object.fromEntries(params),
      ...GIT_ENVIRONMENT,
      PATH: `${ROOT}dist/bin:${ROOT}scripts:${process.env.PATH}`,
      HOME: folder,
      WORKDIR: `${folder}/work`,
      SOURCE_REPO: `${folder}/images`,
      IMAGE: image,
      REPO: `${folder}/charts`,
      GH_REPO: 'github.test/org/charts',
      GH_ENTERPRISE_TOKEN: 's3cret',
      HTTPS_PROXY: github.proxyUrl,
      NO_PROXY: '127.0.0.1',
      SSL_CERT_FILE: `${folder}/ca.pem`,
    });

  const first = git(`${folder}/images`, 'rev-parse', 'HEAD');
  const built = push(first);
  t.match(await update(), { code: 0, stderr: /opened .*\/pull\/1/ });
  t.equal(readFileSync(`${folder}/built`, 'utf8'), `${image} ${built.tag} main ${first} FROM base\n`);
  const proposed = git(`${folder}/charts`, 'show', 'update-lab:deploy/a/values.yaml');
  t.match(proposed, `tag: ${built.tag}@${built.digest} # the lab`);

  built.move();
  writeFileSync(`${folder}/built`, '');
  commit(`${folder}/images`, { README: 'more words\n' });
  t.match(await update(), { code: 0, stderr: /pull request 1 has this content already/ });
  t.equal(readFileSync(`${folder}/built`, 'utf8'), '', 'nothing was built');

  const second = push(commit(`${folder}/images`, { 'images/lab/Dockerfile': 'FROM base:2\n' }));
  t.match(await update(), { code: 0, stderr: /updated .*\/pull\/1/ });
  t.match(readFileSync(`${folder}/built`, 'utf8'), `${image} ${second.tag} main`);
  t.equal(github.pulls.length, 1);
});

interface Pod {
  containers: { env: { name: string }[]; envFrom: { configMapRef: { name: string } }[] }[];
}

t.test('the overlays run the same pod, with the parameters of the base', async (t) => {
  const render = async (overlay: string) => {
    const { code, stdout, stderr } = await run('kubectl', ['kustomize', `${EXAMPLE}/${overlay}`]);
    t.equal(code, 0, stderr);
    return parseAllDocuments(stdout).map((document) => document.toJS());
  };
  const [cron, once] = [await render('cron'), await render('once')];
  const cronPod: Pod = cron.find(({ kind }) => kind === 'CronJob').spec.jobTemplate.spec.template.spec;
  const oncePod: Pod = once.find(({ kind }) => kind === 'Job').spec.template.spec;
  t.same(cronPod, oncePod);
  const maps = cron.filter(({ kind }) => kind === 'ConfigMap');
  const [container] = cronPod.containers;
  const config = maps.find(({ metadata }) => metadata.name === container?.envFrom[0]?.configMapRef.name);
  t.equal(config.data.MANIFEST_UPDATE_TO, 'tag@digest');
  t.same(
    container?.env.map(({ name }) => name),
    ['GH_TOKEN'],
    'the token comes from a Secret',
  );
  const scripts = maps.find(({ data }) => 'auto-update.sh' in data);
  t.same(Object.keys(scripts.data).sort(), ['auto-update.sh', 'build.sh']);
});
