import { gzipSync } from 'node:zlib';
import t from 'tap';
import { type Entries, gzipped, repairChecksum, tarOf, zstdBomb, zstdFrame } from '../testing.ts';
import { findInLayer } from './find-in-layer.ts';

const PATH = '/pre-home/worker.yml';
const find = async (entries: Entries, path = PATH) => findInLayer(await gzipped(entries), path);

t.test('a layer that has the file, under any spelling of its name', async (t) => {
  for (const name of ['pre-home/worker.yml', './pre-home/worker.yml', '/pre-home/worker.yml'])
    t.same(await find({ 'pre-home/': { type: 'directory' }, [name]: 'a: 1\n' }), { text: 'a: 1\n' }, name);
  const name = `${'long-name/'.repeat(30)}worker.yml`;
  t.same(await find({ [name]: 'x' }, `/${name}`), { text: 'x' }, 'a name that takes a PAX header');
});

t.test('a layer that says nothing of the file', async (t) => {
  for (const entries of [
    {},
    { 'pre-home/': { type: 'directory' } },
    { 'pre-home/worker.yml.bak': 'x', 'other/pre-home/worker.yml': 'x', 'worker.yml': 'x' },
    {
      'pre-home/.wh.worker': '',
      '.wh.worker.yml': '',
      'other/.wh..wh..opq': '',
      'pre-home/x/.wh..wh..opq': '',
    },
  ] as Entries[])
    t.equal(await find(entries), undefined, JSON.stringify(Object.keys(entries)));
});

t.test('a layer that hides the file of the layers below', async (t) => {
  for (const entries of [
    { 'pre-home/.wh.worker.yml': '' },
    { './.wh.pre-home': '' },
    { 'pre-home/.wh..wh..opq': '' },
    { '.wh..wh..opq': '' },
    { 'pre-home': { type: 'symlink', linkname: '/opt/pre-home' } },
    { 'pre-home': 'now a file' },
  ] as Entries[])
    t.match(await find(entries), { why: /^is not in the image$/ }, JSON.stringify(entries));
  const both = { 'pre-home/worker.yml': 'new', 'pre-home/.wh..wh..opq': '', 'pre-home/.wh.worker.yml': '' };
  t.same(await find(both), { text: 'new' }, 'what hides the lower ones may have its own');
});

t.test('what is no file of text', async (t) => {
  const link = { 'pre-home/worker.yml': { type: 'symlink', linkname: 'other.yml' } } satisfies Entries;
  t.match(await find(link), { why: 'is a symlink, not a file' });
  t.match(await find({ 'pre-home/worker.yml': 'x'.repeat(128 * 1024 + 1) }), { why: /^has 131073 bytes/ });
});

/** Made by the tool zstd 1.5, of a tar with /pre-home/worker.yml, and another file of 300,000 bytes. */
const ZSTD =
  'KLUv/aQAsAQAZAMAwoQQGJAp6ahHW0lRvU3uTnXWksRIQtA3axRnB4zS8idoW8yE6qgNTpnlSSAUtdXm2qvM/98F/suAGkliIdMC' +
  'gCgREMxDDgD8+bhcjAGVgM4AAyiBmDRALsA9UAsdUByA5EAEMGiAY+UyGgVMAgAQeG0AABB4AAIAHAZ64c7o4ApEjbMC';

t.test('every compression, also in several parts', async (t) => {
  const tar = await tarOf({ 'pre-home/worker.yml': 'a: 1\n', 'pre-home/more': 'x'.repeat(300_000) });
  const [head, tail] = [tar.subarray(0, 700), tar.subarray(700)];
  const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  for (const [what, layer] of Object.entries({
    plain: tar,
    gzip: gzipSync(tar),
    'gzip in parts, as eStargz': Buffer.concat([gzipSync(head), gzipSync(tail)]),
    zstd: Buffer.from(ZSTD, 'base64'),
    'zstd in parts, as zstd:chunked': Buffer.concat([zstdFrame(head), skipped, zstdFrame(tail), skipped]),
    'zstd that begins with a part to skip': Buffer.concat([skipped, zstdFrame(tar)]),
  }))
    t.same(await findInLayer(layer, PATH), { text: 'a: 1\n' }, what);
});

t.test('what is damaged, or made to fill the memory', async (t) => {
  const tar = await tarOf({ 'pre-home/worker.yml': 'a: 1\n' });
  const unsized = Buffer.from(tar);
  unsized[124] = 0x81;
  repairChecksum(unsized.subarray(0, 512));
  for (const [what, layer] of Object.entries({
    'an entry of no size': unsized,
    'half of a gzip': gzipSync(tar).subarray(0, 60),
    'half of a zstd': zstdFrame(tar).subarray(0, 60),
    'half of a tar': tar.subarray(0, 515),
    'no tar at all': Buffer.alloc(2000, 'x'),
  }))
    t.match(await findInLayer(layer, PATH), { why: /can't be read/ }, what);
  const zeros = gzipSync(Buffer.alloc(65 * 1024 * 1024));
  t.match(await findInLayer(zeros, PATH), { why: /unpacks to more than/ });
  // All of it in the one piece that is unpacked at a time: two gigabytes.
  t.match(await findInLayer(zstdBomb(16_000), PATH), { why: /unpacks to more than/ });
  t.ok(process.resourceUsage().maxRSS < 1024 * 1024, `${process.resourceUsage().maxRSS} KiB`);
  const gigabyte = zstdFrame(tar, { windowByte: 20 << 3 });
  t.match(await findInLayer(gigabyte, PATH), { why: /: its zstd needs a window of 1073741824 bytes$/ });
  const crumbs = zstdFrame(Buffer.alloc(10_000), { windowByte: 13 << 3, blockBytes: 1 });
  t.match(await findInLayer(crumbs, PATH), { why: /: its zstd has too many small blocks$/ });
});
