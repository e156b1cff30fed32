import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { run } from '@patch-notebook-sts/testbed/commands';
import {
  type LayoutImage,
  type LayoutLayer,
  startDockerRegistry,
  writeLayout,
} from '@patch-notebook-sts/testbed/docker-registry';
import t, { type Test } from 'tap';
import { gzipped, rowsOf, tarOf } from './testing.ts';

// Real images on Debian's docker-registry, which skopeo pushes.

async function skopeo(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('skopeo', args);
  if (code !== 0) throw new Error(`skopeo: ${stderr}`);
  return stdout.trim();
}

const template = (image: string) => `metadata:\n  name: worker\nspec:\n  containers:\n  - image: ${image}\n`;
const FILE = '/pre-home/worker-template.yml';
const fileOptions = ['--file', FILE, '--path', '.spec.containers[0].image'];
const BOTH = ['linux/amd64', 'linux/arm64'];

// skopeo compresses what isn't, so that these must be bytes that can't be.
const LARGE = randomBytes(5 * 1024 * 1024);

/** Layers as the seed's Dockerfile makes them; those that are not read are no tar. */
const layersOf = (layer: Buffer, type = 'tar+gzip'): LayoutLayer[] => [
  { command: '/bin/sh -c conda install --yes dask', body: LARGE },
  { command: '/bin/sh -c #(nop) COPY file:7d1e in /usr/bin/prepare.sh ', body: Buffer.from('not read') },
  { command: '/bin/sh -c #(nop) COPY file:8f2c in /pre-home ', body: layer, type },
  { command: '/bin/sh -c apt-get install gcsfuse', body: LARGE },
];

/** A registry; images are pushed to it by `repository:tag`. */
async function registry(t: Test) {
  const folder = t.testdir({ storage: {} });
  const host = await startDockerRegistry(t, `${folder}/storage`);
  let count = 0;
  const push = async (to: string, image: LayoutImage, platforms: readonly string[] = ['linux/amd64']) => {
    count += 1;
    const from = writeLayout(`${folder}/image${count}`, platforms, image);
    const options = ['--insecure-policy', 'copy', '--all', '--quiet', '--dest-tls-verify=false'];
    await skopeo(...options, `oci:${from}`, `docker://${host}/lab/${to}`);
    const inspect = ['inspect', '--no-tags', '--tls-verify=false', '-f', '{{.Digest}}'];
    return skopeo(...inspect, `docker://${host}/lab/${to}`);
  };
  writeFileSync(`${folder}/pairs.txt`, `${host}/lab/notebook ${host}/lab/worker\n`);
  const pair = async (...more: string[]) => {
    const looked = await run('tag-digest', ['v1', '--image', `${host}/lab/notebook`], { HOME: folder });
    const args = ['--pairs', `${folder}/pairs.txt`, ...more];
    const { code, stdout, stderr } = await run('image-pair', args, { HOME: folder }, looked.stdout);
    return { code, row: rowsOf(stdout)[0], stderr };
  };
  return { host, push, pair };
}

t.test('pairs by revision, for single images and indexes', async (t) => {
  const { host, push, pair } = await registry(t);
  const labels = (revision: string) => ({ labels: { 'org.opencontainers.image.revision': revision } });
  const digest = await push('notebook:v1', labels('1111111'), BOTH);
  t.match(
    await pair(),
    { code: 0, row: { digest, partnerDigest: null, outcome: 'mismatched' } },
    'no partner',
  );
  const partnerDigest = await push('worker:v1', labels('1111111'));
  const paired = await pair();
  t.match(paired, {
    code: 0,
    row: { digest, partner: `${host}/lab/worker:v1`, partnerDigest, outcome: 'paired' },
  });
  t.equal(paired.stderr, 'image-pair: 1 paired\n');
  await push('worker:v1', labels('2222222'), BOTH);
  const name = `${host}/lab/notebook:v1`;
  const reason = `${name} was built from 1111111, and ${host}/lab/worker:v1 from 2222222`;
  t.match(await pair(), {
    code: 0,
    row: { outcome: 'mismatched', reason },
    stderr: `image-pair: ${name} and ${host}/lab/worker:v1: mismatched: ${reason}\nimage-pair: 1 mismatched\n`,
  });
});

t.test('pairs by a label that names the partner', async (t) => {
  const { host, push, pair } = await registry(t);
  const worker = await push('worker:v1', { created: '2026-11-01T00:00:00Z' }, BOTH);
  await push('worker:abc', { created: '2026-11-01T00:00:00Z' }, BOTH);
  await push('worker:old', {}, BOTH);
  const label = 'org.example.worker';
  for (const [name, outcome] of [
    [`${host}/lab/worker@${worker}`, 'paired'],
    [`${host}/lab/worker:abc`, 'paired'],
    [`${host}/lab/worker:old`, 'mismatched'],
    [`${host}/lab/worker:WILL_BE_REPLACED_BY_TRAVIS`, 'mismatched'],
    ['WILL_BE_REPLACED_BY_TRAVIS', 'mismatched'],
  ] as const) {
    await push('notebook:v1', { labels: { [label]: name } }, BOTH);
    t.match(await pair('--label', label), { code: 0, row: { outcome } }, name);
  }
  t.match(await pair('--label', 'other'), { row: { outcome: 'unknown', reason: 'it has no label other' } });
});

t.test('pairs by a file, in whatever compression', async (t) => {
  const { host, push, pair } = await registry(t);
  await push('worker:v1', { created: '2026-11-01T00:00:00Z' });
  await push('worker:old', {});
  const names = (image: string) => ({ 'pre-home/worker-template.yml': template(image) });
  const good = await tarOf(names(`${host}/lab/worker:v1`));
  for (const [type, layer] of [
    ['tar', good],
    ['tar+gzip', gzipSync(good)],
    ['tar+zstd', execFileSync('zstd', ['-c', '-q'], { input: good })],
  ] as const) {
    await push('notebook:v1', { layers: layersOf(layer, type) }, type === 'tar' ? BOTH : ['linux/amd64']);
    t.match(await pair(...fileOptions), { code: 0, row: { outcome: 'paired' } }, type);
  }
  for (const [image, reason] of [
    [`${host}/lab/worker:old`, /names .*worker:old \(sha256:.*\), but .*worker:v1 is sha256:/],
    [
      'WILL_BE_REPLACED_BY_TRAVIS',
      /template.yml says "WILL_BE_REPLACED_BY_TRAVIS", which is no image's name/,
    ],
  ] as const) {
    await push('notebook:v1', { layers: layersOf(await gzipped(names(image))) });
    t.match(await pair(...fileOptions), { code: 0, row: { outcome: 'mismatched', reason } });
  }
  const removed = { command: 'rm', body: await gzipped({ 'pre-home/.wh.worker-template.yml': '' }) };
  await push('notebook:v1', { layers: [...layersOf(gzipSync(good)), removed] });
  t.match(await pair(...fileOptions), {
    code: 0,
    row: { outcome: 'unknown', reason: `${FILE} is not in the image` },
  });
  const large = { command: `chown -R 1000 /pre-home`, body: LARGE };
  await push('notebook:v1', { layers: [...layersOf(gzipSync(good)), large] });
  t.match(await pair(...fileOptions), { row: { outcome: 'unknown', reason: /too large to read/ } });
});
