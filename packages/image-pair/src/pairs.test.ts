import { Readable } from 'node:stream';
import t from 'tap';
import { readPairs } from './pairs.ts';

const read = (text: string) => readPairs('-', Readable.from([Buffer.from(text)]));

t.test('pairs, with the partner of the same tag or another', async (t) => {
  const pairs = await read(
    '# Dask\nlab/notebook\tlab/worker # both\r\n\nghcr.io/a/b:5 x\n'.replace('b:5', 'b'),
  );
  t.match(pairs, [
    {
      repository: 'docker.io/lab/notebook',
      partner: 'docker.io/lab/worker',
      partnerTag: undefined,
      at: 'stdin:2',
    },
    { repository: 'ghcr.io/a/b', partner: 'docker.io/library/x', partnerTag: undefined, at: 'stdin:4' },
  ]);
  t.match(await read('lab/notebook host:5000/worker:dev'), [
    { partner: 'host:5000/worker', partnerTag: 'dev' },
  ]);
});

t.test('any other line is refused with its place', async (t) => {
  for (const [text, message] of [
    ['a\n', /stdin:1: two names are wanted/],
    ['a b\na b c\n', /stdin:2: two names are wanted/],
    ['a:v1 b\n', /"a:v1" names a tag/],
    [`a b@sha256:${'0'.repeat(64)}\n`, /names a digest/],
    ['a A\n', /"A" is not an image name/],
    ['a docker.io/library/a:v2\n', /can't be its own partner/],
  ] as const)
    await t.rejects(read(text), { exitCode: 3, message }, text);
});
