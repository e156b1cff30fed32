import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readCapture } from './capture.ts';
import { digestOf } from './manifest.ts';

const body = '{"schemaVersion":2}';
const row = { repository: 'a.io/lab', tag: 'v1', mediaType: 'm', digest: digestOf(body) };

t.test('rows, with the bodies that are there', async (t) => {
  const folder = t.testdir({
    'registry.ndjson': `${JSON.stringify(row)}\n\n${JSON.stringify({ ...row, tag: 'v2', digest: digestOf('x') })}`,
    manifests: { 'README.md': '' },
  });
  writeFileSync(join(folder, 'manifests', `${digestOf(body).replace(':', '-')}.json`), body);
  const rows = await readCapture(join(folder, 'registry.ndjson'), join(folder, 'manifests'));
  t.match(rows, [
    { reference: 'a.io/lab:v1', manifest: { body, size: body.length } },
    { reference: 'a.io/lab:v2', manifest: { body: undefined } },
  ]);
  t.match(await readCapture(join(folder, 'registry.ndjson'), join(folder, 'none')), { length: 2 });
});

t.test('a body with another digest, a row without one', async (t) => {
  const folder = t.testdir({
    'registry.ndjson': `${JSON.stringify(row)}\n{"tag":"v1"}`,
    wrong: { [`sha256-${'0'.repeat(64)}.json`]: body },
  });
  const file = join(folder, 'registry.ndjson');
  await t.rejects(readCapture(file, join(folder, 'wrong')), /its digest is sha256:/);
  await t.rejects(readCapture(file, join(folder, 'none')), /registry\.ndjson:2: /);
  await t.rejects(readCapture(join(folder, 'none.ndjson'), folder), { code: 'ENOENT' });
});
