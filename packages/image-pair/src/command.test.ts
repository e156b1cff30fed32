import { writeFileSync } from 'node:fs';
import { registryFor, run } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { rowsOf } from './testing.ts';

const REVISION = 'org.opencontainers.image.revision';
const [OLD, NEW] = ['1'.repeat(40), '2'.repeat(40)];
const built = (seed: string, revision = NEW) => ({ seed, labels: { [REVISION]: revision } });
const both = { 'linux/amd64': 'a', 'linux/arm64': 'b' };

/** Two notebooks, whose partners are on another registry; `pair` looks the tags up, and runs the built command. */
async function setup(t: Test) {
  const { registry, folder, env } = await registryFor(t);
  registry.push('ghcr.io/lab/cpu:v1', built('cpu'));
  registry.push('ghcr.io/lab/gpu:v1', { platforms: both, labels: { [REVISION]: NEW } });
  registry.push('quay.io/lab/cpu-worker:v1', built('cpu-worker'));
  registry.push('quay.io/lab/gpu-worker:dev', built('gpu-worker', OLD));
  const pairs = `${folder}/pairs.txt`;
  writeFileSync(
    pairs,
    'ghcr.io/lab/cpu quay.io/lab/cpu-worker\nghcr.io/lab/gpu quay.io/lab/gpu-worker:dev\n',
  );
  const images = `${folder}/2.txt`;
  const look = () =>
    run('tag-digest', ['v1', '--image', 'ghcr.io/lab/cpu', '--image', 'ghcr.io/lab/gpu', '-o', images], env);
  await look();
  registry.requests.length = 0;
  const pair = async (args: readonly string[] = [images], more: NodeJS.ProcessEnv = {}) => {
    const { code, stdout, stderr } = await run('image-pair', ['--pairs', pairs, ...args], {
      ...env,
      ...more,
    });
    return { code, stdout, stderr, rows: stdout.startsWith('{') ? rowsOf(stdout) : [] };
  };
  return { registry, folder, pairs, images, look, pair };
}

t.test('a row for each image that has a partner', async (t) => {
  const { registry, pair, images } = await setup(t);
  const { code, rows, stderr } = await pair();
  t.equal(code, 0);
  t.match(rows, [
    { repository: 'ghcr.io/lab/cpu', tag: 'v1', partner: 'quay.io/lab/cpu-worker:v1', outcome: 'paired' },
    {
      repository: 'ghcr.io/lab/gpu',
      tag: 'v1',
      partner: 'quay.io/lab/gpu-worker:dev',
      outcome: 'mismatched',
    },
  ]);
  t.match(
    stderr,
    /ghcr.io\/lab\/gpu:v1 and quay.io\/lab\/gpu-worker:dev: mismatched: .* from 2+, and .* from 1+\n/,
  );
  t.match(stderr, /image-pair: 1 paired, 1 mismatched\n$/);
  const paths = registry.requests.map(({ method, host, path }) => `${method} ${host}${path}`);
  t.equal(new Set(paths).size, paths.length, 'nothing is asked twice');
  const table = await pair(['--format', 'table', images]);
  t.match(table.stdout, /^IMAGE +PARTNER +OUTCOME +REASON\n/);
});

t.test('a platform without a revision makes the image unknown', async (t) => {
  const { registry, look, pair } = await setup(t);
  registry.push('ghcr.io/lab/gpu:v1', { platforms: both });
  await look();
  t.match((await pair()).rows[1], { outcome: 'unknown' });
});

t.test(
  'a partner that is not there is a mismatch, and a registry that fails leaves it unknown',
  async (t) => {
    const { registry, pair, images } = await setup(t);
    registry.delete('quay.io/lab/cpu-worker:v1');
    t.match(await pair(), {
      code: 0,
      rows: [{ outcome: 'mismatched', reason: /no such tag/, partnerDigest: null }, {}],
    });
    for (const fault of [
      { status: 403 },
      { status: 401 },
      { status: 500 },
      { body: '<html>' },
      { dropAfterBytes: 3 },
    ]) {
      const disarm = registry.faultsFor('quay.io').add({ path: /cpu-worker/, ...fault });
      const { code, rows } = await pair(['--timeout', '1s', images]);
      t.match({ code, rows }, { code: 1, rows: [{ outcome: 'unknown' }, {}] }, JSON.stringify(fault));
      disarm();
    }
  },
);

t.test('what is wrong with the notebook image itself leaves it unknown', async (t) => {
  const { registry, pair, look } = await setup(t);
  const faults = registry.faultsFor('ghcr.io');
  for (const fault of [
    { path: /blobs/, status: 404 },
    { path: /blobs/, body: '{}' },
    { path: /manifests/, status: 404 },
  ]) {
    const disarm = faults.add(fault);
    t.match(
      await pair(),
      { code: 1, rows: [{ outcome: 'unknown' }, { outcome: 'unknown' }] },
      JSON.stringify(fault),
    );
    disarm();
  }
  registry.delete('ghcr.io/lab/cpu:v1');
  await look();
  t.match(await pair(), {
    code: 0,
    rows: [{ digest: null, outcome: 'unknown', reason: /gave no digest \(not-found\)/ }],
  });
});

t.test('a layer that is not the one that the manifest names is not believed', async (t) => {
  const { registry, pair, images } = await setup(t);
  registry.faultsFor('ghcr.io').add({ path: /blobs/, body: 'something else' });
  const { code, rows } = await pair(['--file', '/etc/worker', images]);
  t.match(
    { code, rows },
    { code: 1, rows: [{ outcome: 'unknown', reason: /does not match its digest/ }, {}] },
  );
});

t.test('a pair whose notebook has no row is named, because nothing guards it', async (t) => {
  const { pair, pairs } = await setup(t);
  writeFileSync(pairs, 'ghcr.io/lab/cup quay.io/lab/cpu-worker\n');
  t.match(await pair(), {
    code: 0,
    stdout: '',
    stderr: /pairs.txt:1: no row is of ghcr.io\/lab\/cup; is that meant\?/,
  });
});

t.test('usage', async (t) => {
  const { pair, pairs, images } = await setup(t);
  t.match(await run('image-pair', []), { code: 2, stderr: /give --pairs FILE/ });
  t.match(await pair(['--path', '.a', images]), { code: 2, stderr: /--path: needs --file/ });
  t.match(await run('image-pair', ['--pairs', '-']), { code: 2, stderr: /only one/ });
  writeFileSync(pairs, '# none\n');
  t.match(await pair(), { code: 3, stderr: /pairs.txt: no pair/ });
  t.match(await pair([], { IMAGE_PAIR_LABEL: '' }), { code: 3 });
});
