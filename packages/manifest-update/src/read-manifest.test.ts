import { writeFileSync } from 'node:fs';
import t from 'tap';
import { readManifest } from './read-manifest.ts';

t.test('every byte of a text is kept, and what is none is refused', async (t) => {
  const folder = t.testdir({});
  writeFileSync(`${folder}/bom`, '\ufeffa: é\r\n');
  writeFileSync(`${folder}/latin1`, Buffer.from([0x61, 0xe9]));
  t.equal(await readManifest(`${folder}/bom`), '\ufeffa: é\r\n');
  await t.rejects(readManifest(`${folder}/latin1`), { exitCode: 3, message: /not UTF-8/ });
  await t.rejects(readManifest(`${folder}/missing`), { exitCode: 1, message: /missing: cannot be read/ });
});
