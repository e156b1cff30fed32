import { writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { readRunning } from './running-digests.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;

t.test('what runs, by the tag that the spec names', async (t) => {
  const row = (image: string, imageID: string) => ({
    stsName: 'lab',
    namespace: 'bob',
    image: { name: 'lab', imageID },
    spec: { image },
  });
  const rows = [
    row('busybox', `docker.io/library/busybox@${digest('2')}`),
    row('busybox:latest', `docker-pullable://busybox@${digest('1')}`),
    row('busybox', `docker.io/library/busybox@${digest('2')}`),
    row('ghcr.io/org/app:v1', `ghcr.io/org/app@${digest('3')}`),
    row(`ghcr.io/org/app@${digest('4')}`, `ghcr.io/org/app@${digest('4')}`),
    row('ghcr.io/org/app:v2', `docker://${digest('5')}`),
    row('ghcr.io/org/app:v3', ''),
  ];
  const file = `${t.testdir({})}/1.txt`;
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  t.same(
    [...(await readRunning(file, new PassThrough()))],
    [
      ['docker.io/library/busybox:latest', [digest('1'), digest('2')]],
      ['ghcr.io/org/app:v1', [digest('3')]],
    ],
  );
});
