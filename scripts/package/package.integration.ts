/** Makes the package as a release would, and installs it where nothing else is. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { AFTER, ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { parse } from 'yaml';
import { COMMANDS } from '../commands.ts';

const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const FOLDER = `${ROOT}dist/npm`;
const ARCHIVE = `${FOLDER}/patch-notebook-sts-${version}.tgz`;
const PLUGIN = 'kubectl-patch_notebook_sts';
const ALL = [...COMMANDS, 'patch-notebook-sts', PLUGIN].sort();
/** The rest of PATH where commands come from somewhere else than dist/bin. */
const SYSTEM = (process.env.PATH ?? '')
  .split(':')
  .filter((folder) => !folder.includes('node_modules') && !folder.startsWith(`${ROOT}dist`))
  .join(':');

const packed = await run(`${ROOT}scripts/package.sh`, [], process.env);

t.test(
  'scripts/package.sh makes the package, and a bill of materials and a krew manifest beside it',
  async (t) => {
    t.equal(packed.code, 0, packed.stderr);
    t.same(readdirSync(FOLDER).sort(), [
      `patch-notebook-sts-${version}.tgz`,
      'patch-notebook-sts.yaml',
      'sbom.cdx.json',
    ]);
  },
);

t.test('npm install --global into an empty prefix gives every command', async (t) => {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  const HOME = testbed.folder;
  const prefix = `${HOME}/prefix`;
  // No registry is asked: there is nothing to download.
  const npm = ['install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', ARCHIVE];
  const installed = await run('npm', npm, { HOME });
  t.equal(installed.code, 0, installed.stderr);
  t.same(readdirSync(`${prefix}/bin`).sort(), ALL);
  for (const name of ALL) {
    const ended = await run(name, ['--version'], { PATH: `${prefix}/bin:${SYSTEM}` });
    t.same(ended, { code: 0, stdout: `${version}\n`, stderr: '' }, name);
  }

  const content = `${prefix}/lib/node_modules/patch-notebook-sts`;
  for (const file of ['LICENSE', 'THIRD-PARTY-LICENSES', 'sbom.cdx.json']) {
    t.ok(existsSync(`${content}/${file}`), file);
  }
  t.notOk(existsSync(`${content}/node_modules`), 'it needs no other package');

  const ended = await testbed.run('patch-notebook-sts', [], {
    PATH: `${prefix}/bin:${SYSTEM}`,
    IMAGES: `${ROOT}fixtures/images.txt`,
    WORKDIR: `${testbed.folder}/work`,
  });
  t.equal(ended.code, 0, ended.stderr);
  t.match(ended.stdout, /^(\{"stsName":.*"outcome":"planned".*\n){3}$/);
});

t.test('the licenses and the bill of materials name what is bundled', async (t) => {
  const texts = readFileSync(`${ROOT}dist/doc/THIRD-PARTY-LICENSES`, 'utf8');
  const { components } = JSON.parse(readFileSync(`${FOLDER}/sbom.cdx.json`, 'utf8'));
  const ids: string[] = components.map(({ 'bom-ref': id }: { 'bom-ref': string }) => id);
  t.same(
    [...texts.matchAll(/^-{80}\n(\S+) /gm)].map(([, id]) => id),
    ids,
  );
  for (const name of [
    'axios',
    'zod',
    'yargs',
    'ndjson',
    'follow-redirects',
    '@observablehq/plot',
    'd3-scale',
  ]) {
    t.ok(
      ids.some((id) => id.startsWith(`${name}@`)),
      name,
    );
  }
  for (const name of ['esbuild', 'tap', 'typescript']) {
    t.notOk(
      ids.some((id) => id.startsWith(`${name}@`)),
      name,
    );
  }
});

t.test('kubectl patch-notebook-sts: the chain, or one command', async (t) => {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  // As krew does it: the folder on PATH has one link, and the other commands are where it leads.
  const bin = `${testbed.folder}/krew`;
  mkdirSync(bin);
  symlinkSync(`${ROOT}dist/bin/${PLUGIN}`, `${bin}/${PLUGIN}`);
  const env = {
    PATH: `${bin}:${SYSTEM}`,
    IMAGES: `${ROOT}fixtures/images.txt`,
    WORKDIR: `${testbed.folder}/work`,
  };
  const plugin = (...args: string[]) => testbed.run('kubectl', ['patch-notebook-sts', ...args], env);

  const dryRun = await plugin();
  t.equal(dryRun.code, 0, dryRun.stderr);
  t.match(dryRun.stdout, /^(\{"stsName":.*"outcome":"planned".*\n){3}$/);

  const listed = await plugin('sts-list', '--format', 'name', '--namespace', 'bob-singh');
  t.equal(listed.code, 0, listed.stderr);
  t.match(listed.stdout, /^\S*desk\n/m);

  const help = await plugin('--help');
  t.equal(help.code, 0);
  t.match(help.stdout, /^kubectl patch-notebook-sts \[dry-run\|execute\]/);
  for (const name of COMMANDS) t.match(help.stdout, name);

  for (const wrong of ['node', '../sts-list', 'sts-lst', PLUGIN]) {
    t.match(await plugin(wrong), {
      code: 2,
      stdout: '',
      stderr: /no such command; use dry-run, execute, or/,
    });
  }
  const executed = await plugin('execute');
  t.equal(executed.code, 0, executed.stderr);
  t.match(executed.stdout, /"outcome":"(verified|restarted)"/);
});

t.test('the krew manifest names the package, its hash, and files that it has', async (t) => {
  const text = readFileSync(`${FOLDER}/patch-notebook-sts.yaml`, 'utf8');
  const manifest = parse(text);
  t.match(manifest, {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'patch-notebook-sts' },
    spec: { version: `v${version}`, homepage: /^https:/, shortDescription: String, description: String },
  });
  // https://krew.sigs.k8s.io/docs/developer-guide/develop/naming-guide/ and .../plugin-manifest/
  t.ok(manifest.spec.shortDescription.length <= 50, 'fits a column of kubectl krew search');
  t.notMatch(manifest.spec.shortDescription, /\.$/);

  const [platform, ...others] = manifest.spec.platforms;
  t.same(others, []);
  t.equal(platform.sha256, createHash('sha256').update(readFileSync(ARCHIVE)).digest('hex'));
  t.match(platform.uri, /\.tgz$/);
  t.equal(platform.bin, PLUGIN);
  const { stdout } = await run('tar', ['-tzf', ARCHIVE]);
  const files = stdout.trim().split('\n');
  for (const { from, to } of platform.files) {
    t.equal(to, '.');
    const found = files.filter((file) => file.startsWith(from.replace('*', '')));
    t.ok(found.length > 0, from);
    if (from.endsWith('*')) t.ok(found.includes(`package/bin/${PLUGIN}`));
  }
  t.notMatch(text, /@[A-Z0-9]+@/, 'nothing is left to fill in');
});
