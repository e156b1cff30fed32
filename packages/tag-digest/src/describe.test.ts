import { writeFileSync } from 'node:fs';
import { run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { registryFor } from './testing.ts';

const KEY = 'org.opencontainers.image.';
const APP = 'ghcr.io/org/app';
const NOWHERE = `sha256:${'0'.repeat(64)}`;

/** A file with a container that runs a digest, for each given. */
function writeContainers(folder: string, digests: readonly string[]): string {
  const file = `${folder}/1.txt`;
  const rows = digests.map((digest, i) => ({
    stsName: `lab${i}`,
    namespace: 'bob',
    image: { name: 'lab', imageID: `${APP}@${digest}` },
    spec: { image: `${APP}:v1` },
  }));
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

t.test('what an image is, and what the digests are that run', async (t) => {
  const { registry, folder, tagDigest } = await registryFor(t);
  const old = registry.push(`${APP}:v1`, {
    platforms: { 'linux/amd64': 'a', 'linux/arm64': 'b' },
    created: '2026-11-01T00:00:00Z',
  });
  const now = registry.push(`${APP}:v1`, {
    platforms: { 'linux/amd64': 'a', 'linux/arm64': 'c' },
    created: '2026-11-01T00:00:00Z',
    labels: { [`${KEY}revision`]: 'abc', [`${KEY}base.name`]: 'debian:13' },
  });
  const running = writeContainers(folder, [old, now, NOWHERE, old]);
  const args = ['v1', '--image', APP, '--running', running];
  const { code, rows, stderr } = await tagDigest([...args, '--details', '--label', `${KEY}base.name`]);
  t.same([code, stderr], [0, '']);
  t.match(rows, [
    {
      digest: now,
      details: {
        created: '2026-11-01T00:00:00Z',
        revision: 'abc',
        base: 'debian:13',
        labels: { [`${KEY}base.name`]: 'debian:13' },
        size: { 'linux/amd64': 2_220_094, 'linux/arm64': 2_220_094 },
      },
    },
  ]);
  const runs = rows[0]?.running ?? [];
  t.same(
    runs.map(({ digest }) => digest),
    [old, now, NOWHERE].sort(),
  );
  t.match(
    runs.find(({ digest }) => digest === old),
    { platforms: { 'linux/amd64': /^sha256:/ }, details: { created: '2026-11-01T00:00:00Z' } },
  );
  t.strictSame(
    runs.find(({ digest }) => digest === NOWHERE),
    { digest: NOWHERE, gone: true },
  );
  t.match(
    runs.find(({ digest }) => digest === now),
    { platforms: rows[0]?.platforms, details: rows[0]?.details },
  );
  const plain = await tagDigest(args);
  t.notMatch(plain.stdout, 'details');
  t.equal(plain.rows[0]?.running?.length, 3);
});

t.test('what runs and is current is not asked about again', async (t) => {
  const { registry, folder, tagDigest } = await registryFor(t);
  const digest = registry.push(`${APP}:v1`, { seed: 'now' });
  const { rows } = await tagDigest(['v1', '--image', APP, '--running', writeContainers(folder, [digest])]);
  t.match(rows, [{ digest, running: [{ digest, platforms: {} }] }]);
  t.same(
    registry.requests.filter(({ method }) => method === 'GET'),
    [],
  );
});

t.test('what can’t be read is left out and fails, and the digest stays', async (t) => {
  const { registry, folder, tagDigest } = await registryFor(t);
  const old = registry.push(`${APP}:v1`, { seed: 'old', created: '2026-11-01T00:00:00Z' });
  const digest = registry.push(`${APP}:v1`, { seed: 'new' });
  const args = ['v1', '--image', APP, '--running', writeContainers(folder, [old])];
  const noConfig = await tagDigest([...args, '--details']);
  t.match(noConfig, { code: 1, rows: [{ digest }], stderr: /app:v1: no details of sha256:.*: not-found/ });
  t.notOk(noConfig.rows[0]?.details);
  t.match(noConfig.rows[0]?.running, [{ digest: old, details: {} }]);
  registry.faults.add({ path: new RegExp(old), status: 403 });
  t.match(await tagDigest(args), {
    code: 1,
    rows: [{ digest, running: [{ digest: old, error: 'forbidden' }] }],
  });
  t.equal((await tagDigest([...args, '--source', 'az'])).code, 2);
  t.match(await tagDigest([...args, '--label', 'x']), { code: 2, stderr: /--label: needs --details/ });
});

t.test('500 pairs with details: each distinct manifest and config once, and less than 100 MB', async (t) => {
  const { registry, folder } = await registryFor(t);
  const { host } = new URL(registry.url);
  const lines: string[] = [];
  const digests = new Set<string>();
  for (let n = 0; n < 500; n += 1) {
    const created = '2026-11-01T00:00:00Z';
    const reference = `${host}/app${n % 20}:t${n}`;
    // 13 and 20 have no common factor, so every repository gets every image.
    const platforms = { 'linux/amd64': 'same', 'linux/arm64': String(n % 13) };
    digests.add(`app${n % 20} ${registry.push(reference, { platforms, created })}`);
    lines.push(reference);
  }
  const hook = `${folder}/hook.cjs`;
  writeFileSync(hook, 'process.on("exit", () => console.error(process.resourceUsage().maxRSS))');
  const env = { NODE_OPTIONS: `--require=${hook}` };
  const args = ['--details', '--images', '-'];
  const { code, stdout, stderr } = await run('tag-digest', args, env, lines.join('\n'));
  t.equal(code, 0, stderr);
  t.equal(stdout.split('\n').filter((line) => line.includes('"created"')).length, 500);
  const gets = registry.requests.filter(({ method }) => method === 'GET').map(({ path }) => path);
  t.equal(new Set(gets).size, gets.length, 'nothing is read twice');
  t.equal(gets.filter((path) => path.includes('/manifests/')).length, digests.size + 20 * 14);
  t.equal(gets.filter((path) => path.includes('/blobs/')).length, 20 * 14);
  t.comment(`${Math.round(Number(stderr) / 1024)} MB`);
  t.ok(Number(stderr) / 1024 < 100, `${stderr.trim()} kB`);
});
