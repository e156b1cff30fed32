import t from 'tap';
import { ImageRow, isIndex } from './image-row.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const row = { repository: 'ghcr.io/org/app', tag: 'v1', digest };
const faults = (value: unknown) => ImageRow.safeParse(value).error?.issues.map(({ path }) => path.join('.'));

t.test('a row as it is recorded, with keys that nobody knows', async (t) => {
  const whole = {
    ...row,
    mediaType: 'x',
    platforms: { 'linux/amd64': digest },
    resolvedAt: '2026-11-20T23:59:00Z',
    x: 1,
  };
  t.same(ImageRow.parse(whole), whole);
});

t.test('a repository is read in Docker’s normal form', async (t) => {
  t.equal(ImageRow.parse({ ...row, repository: 'busybox' }).repository, 'docker.io/library/busybox');
});

t.test('a tag without a digest says why', async (t) => {
  t.same(faults({ ...row, digest: null, error: 'not-found' }), undefined);
  t.same(faults({ ...row, error: 'not-found' }), ['error'], 'a digest and an error');
  t.same(faults({ ...row, digest: null, error: 'whatever' }), ['error']);
});

t.test('damage is refused where it is', async (t) => {
  t.same(faults({ ...row, digest: digest.slice(1) }), ['digest']);
  t.same(faults({ ...row, digest: digest.slice(0, -1) }), ['digest'], '63 hex digits');
  t.same(faults({ ...row, digest: '' }), ['digest']);
  t.same(faults({ repository: row.repository, tag: 'v1' }), ['digest']);
  t.same(faults({ ...row, repository: 'A B' }), ['repository']);
  t.same(faults({ ...row, tag: 'v 1' }), ['tag']);
  t.same(faults({ ...row, partner: 'a:v1' }), ['partner'], 'a row of image-pair');
  t.same(faults({ ...row, platforms: { 'linux/amd64': 'x' } }), ['platforms.linux/amd64']);
});

t.test('every text has a length', async (t) => {
  const long = 'a'.repeat(400_000);
  for (const key of ['repository', 'tag', 'mediaType', 'source'])
    t.same(faults({ ...row, [key]: long }), [key], key);
  t.same(faults({ ...row, repository: `${'a-'.repeat(200_000)}!` }), ['repository'], 'in linear time');
  t.same(faults({ ...row, aliases: [long] }), ['aliases.0']);
  t.same(faults({ ...row, platforms: { [long]: digest } })?.length, 1);
});

t.test('isIndex', async (t) => {
  t.ok(isIndex('application/vnd.oci.image.index.v1+json'));
  t.notOk(isIndex('application/vnd.oci.image.manifest.v1+json'));
  t.notOk(isIndex(undefined));
});
