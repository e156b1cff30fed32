import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { readImages } from '@patch-notebook-sts/core/rows/images';
import t from 'tap';
import { keepSeen, seenNow } from './seen.ts';
import { located } from './testing.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = (hex: string | null, tag = 'v1') =>
  ImageRow.parse({ repository: 'docker.io/library/app', tag, digest: hex === null ? null : digest(hex) });
const io = { stdin: new PassThrough(), stdout: new PassThrough() };
const at = (day: number) => Date.parse(`2026-11-${day}T00:00:00Z`);

t.test('a tag is seen anew whenever it has moved, also back', async (t) => {
  const first = seenNow([], [row('1')], at(10));
  t.match(first, [{ tag: 'v1', digest: digest('1'), seenAt: '2026-11-10T00:00:00.000Z' }]);
  t.same(seenNow(first, [row('1')], at(11)), first);
  t.same(seenNow(first, [row(null)], at(11)), first, 'a registry that is down forgets nothing');
  t.same(seenNow(first, [row('1', 'v2')], at(11)).length, 2);
  const moved = seenNow(first, [row('2')], at(12));
  t.match(seenNow(moved, [row('1')], at(13)), [{ digest: digest('1'), seenAt: /^2026-11-13/ }]);
});

t.test('the file is made, kept, and refused where it is damaged', async (t) => {
  const file = `${t.testdir({})}/seen.txt`;
  const keep = async (hex: string, day: number) =>
    keepSeen(file, await readImages(located([row(hex)])), at(day), io);
  t.equal((await keep('1', 10))(row('1')), at(10));
  const seenAt = await keep('1', 12);
  t.equal(seenAt(row('1')), at(10));
  t.equal(seenAt(row('2')), undefined);
  t.match(readFileSync(file, 'utf8'), /^\{"repository":"docker.io\/library\/app","tag":"v1",.*"\}\n$/);
  writeFileSync(file, '{"repository":"app"}\n');
  await t.rejects(keep('1', 13), { exitCode: 3, message: /seen.txt:1/ });
});
