import t from 'tap';
import type { Located } from '../io/read-rows.ts';
import { ImageRow } from './image-row.ts';
import { readImages } from './images.ts';

async function* located<T>(rows: readonly T[], file: string): AsyncGenerator<Located<T>[]> {
  for (const [i, row] of rows.entries()) yield [{ row, file, line: i + 1 }];
}

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = { repository: 'ghcr.io/org/app', tag: 'v1', digest: digest('a') };
const read = (...rows: object[]) =>
  readImages(
    located(
      rows.map((one) => ImageRow.parse(one)),
      '2.txt',
    ),
  );

t.test('repository and tag are found whole', async (t) => {
  const images = await read(row, { ...row, tag: 'v10', digest: digest('b') });
  t.equal(images.find('ghcr.io/org/app', 'v1')?.digest, digest('a'));
  t.equal(images.find('ghcr.io/org/app', 'v'), undefined);
  t.equal(images.find('ghcrxio/org/app', 'v1'), undefined);
  t.same(images.tags('ghcr.io/org/app'), ['v1', 'v10']);
  t.same(images.tags('ghcr.io/org'), []);
});

t.test('a repeated row changes nothing, whenever it was asked', async (t) => {
  const images = await read(row, { ...row, resolvedAt: '2026-11-20T23:59:00Z', source: 'az' });
  t.same(images.tags(row.repository), ['v1']);
});

t.test('two rows that disagree about a tag are refused', async (t) => {
  const message = '2.txt:3: disagrees with 2.txt:1 about ghcr.io/org/app:v1';
  const other = { ...row, tag: 'v2' };
  await t.rejects(read(row, other, { ...row, digest: digest('b') }), { message, exitCode: 3 });
  await t.rejects(read(row, other, { ...row, digest: null, error: 'timeout' }), { message, exitCode: 3 });
  await t.rejects(read(row, other, { ...row, platforms: { 'linux/amd64': digest('c') } }), {
    message,
    exitCode: 3,
  });
});
