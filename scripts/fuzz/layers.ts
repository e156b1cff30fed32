import { gzipSync } from 'node:zlib';
import { findInLayer } from '../../packages/image-pair/src/layers/find-in-layer.ts';
import { type Entries, repairChecksum, tarOf, zstdFrame } from '../../packages/image-pair/src/testing.ts';
import { readValuePath, valueAt } from '../../packages/image-pair/src/value-at.ts';
import { addFinding, countCase, createResult, type PartResult, runCases, whyBadReason } from './findings.ts';
import { mutateText } from './mutate.ts';
import { createRandom, type Random } from './random.ts';

const FILE = 'pre-home/worker.yml';
const PATH = readValuePath('.spec.containers[0].image');
const YAML = 'spec:\n  containers:\n    - &one\n      image: ghcr.io/org/worker:v1\n    - *one\n';
const HEADER_BYTES = 512;

const NAMES: readonly [string, ...string[]] = [
  FILE,
  `./${FILE}`,
  `/${FILE}`,
  `pre-home/../${FILE}`,
  'pre-home',
  'pre-home/.wh.worker.yml',
  'pre-home/.wh..wh..opq',
  '.wh.pre-home',
  `${'long-name/'.repeat(30)}worker.yml`,
  'etc/passwd',
];

const KINDS: readonly [Entries[string], ...Entries[string][]] = [
  YAML,
  { type: 'directory' },
  { type: 'symlink', linkname: '/etc/passwd' },
  { type: 'link', linkname: FILE },
  { type: 'fifo' },
  '',
];

/** Damaged layers of images, and damaged YAML in them, as a registry may send them. */
export async function fuzzLayers(seed: number, count: number): Promise<PartResult> {
  const result = createResult('layers');
  await runCases(count, 1, (i) => fuzzLayer(result, i, createRandom(seed, 'layers', i)));
  return result;
}

async function fuzzLayer(result: PartResult, index: number, random: Random): Promise<void> {
  const layer = await anyLayer(random);
  try {
    const found = await findInLayer(layer, `/${FILE}`);
    const value = found !== undefined && 'text' in found ? valueAt(found.text, PATH) : found;
    const why = value !== undefined && 'why' in value ? value.why : undefined;
    const wrong = why === undefined ? undefined : whyBadReason(why);
    if (wrong !== undefined) addFinding(result, index, wrong, layer.toString('base64'));
    countCase(result, why?.replace(/[:,].*|\d+/g, '') ?? (value === undefined ? 'no such file' : 'a value'));
  } catch (error) {
    countCase(result, 'a crash');
    addFinding(result, index, `a crash: ${error}`, layer.toString('base64'));
  }
}

/** A layer that may be damaged, with or without FILE. */
export const anyLayer = async (random: Random): Promise<Buffer> =>
  damaged(compressed(await anyTar(random), random), random, 4);

/** A tar of a few entries; what one of its headers says may be wrong, and the header's checksum right all the same. */
async function anyTar(random: Random): Promise<Buffer> {
  const entries: Entries = {};
  for (let i = random.below(4); i >= 0; i -= 1) {
    const entry = random.pick(KINDS);
    entries[random.pick(NAMES)] = entry === YAML && random.oneIn(2) ? mutateText(YAML, random) : entry;
  }
  if (random.oneIn(2)) entries[FILE] = random.oneIn(2) ? YAML : mutateText(YAML, random);
  const tar = await tarOf(entries);
  if (random.oneIn(2)) return tar;
  const at = random.below(tar.length / HEADER_BYTES) * HEADER_BYTES;
  const header = tar.subarray(at, at + HEADER_BYTES);
  header[random.below(HEADER_BYTES)] = random.below(256);
  repairChecksum(header);
  return damaged(tar, random, 2);
}

const compressed = (tar: Buffer, random: Random): Buffer =>
  random.pick<(tar: Buffer) => Buffer>([Buffer.from, gzipSync, zstdFrame])(tar);

/** One time in `n` cut off, and one time in `n` with a few other bytes. */
function damaged(bytes: Buffer, random: Random, n: number): Buffer {
  const copy = Buffer.from(random.oneIn(n) ? bytes.subarray(0, random.below(bytes.length)) : bytes);
  if (copy.length > 0 && random.oneIn(n))
    for (let i = random.below(4); i >= 0; i -= 1) copy[random.below(copy.length)] = random.below(256);
  return copy;
}
