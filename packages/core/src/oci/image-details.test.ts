import t from 'tap';
import { createdAt, imageDetails } from './image-details.ts';

const KEY = 'org.opencontainers.image.';
const image = (
  platform: string,
  created: string | undefined,
  labels: Record<string, string> = {},
  size = 1,
) => ({
  platform,
  created,
  size,
  labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [KEY + key, value])),
});

t.test('the texts that all platforms agree on, and the youngest platform’s time', async (t) => {
  const shared = { revision: 'abc', 'base.name': 'debian:13' };
  const images = [
    image('linux/amd64', '2026-11-20T00:00:00Z', { ...shared, version: '1' }, 10),
    image('linux/arm64', '2026-11-20T02:00:00.123456789+01:00', { ...shared, version: '2' }, 20),
  ];
  t.strictSame(imageDetails(images, {}), {
    created: '2026-11-20T02:00:00.123456789+01:00',
    revision: 'abc',
    base: 'debian:13',
    size: { 'linux/amd64': 10, 'linux/arm64': 20 },
  });
});

t.test('labels by name, where all platforms agree', async (t) => {
  const images = [
    image('linux/amd64', undefined, { worker: 'a', other: '1' }),
    image('linux/arm64', undefined, { worker: 'a', other: '2' }),
  ];
  const names = ['worker', 'other', 'none'].map((name) => KEY + name);
  t.strictSame(imageDetails(images, {}, names).labels, { [`${KEY}worker`]: 'a' });
  t.strictSame(imageDetails(images, { [`${KEY}other`]: '3' }, names).labels, {
    [`${KEY}worker`]: 'a',
    [`${KEY}other`]: '3',
  });
  t.equal(imageDetails(images, {}).labels, undefined);
});

t.test('an annotation counts more than a label, but no more than the configs’ time', async (t) => {
  const annotations = { [`${KEY}version`]: '3\n', [`${KEY}created`]: '2020-01-01T00:00:00Z' };
  t.match(imageDetails([image('a/b', '2026-11-20T00:00:00Z', { version: '1' })], annotations), {
    created: '2026-11-20T00:00:00Z',
    version: /^3/,
  });
  t.equal(imageDetails([image('a/b', undefined)], annotations).created, '2020-01-01T00:00:00Z');
});

t.test('what is no time, or can’t be meant, is no time of creation', async (t) => {
  t.strictSame(imageDetails([{ ...image('a/b', 'yesterday'), platform: undefined }], {}), {});
  t.equal(createdAt({ created: '1970-01-01T00:00:00Z' }), undefined);
  t.equal(createdAt({ created: '1980-01-01T00:00:01Z' }), undefined);
  t.equal(createdAt(undefined), undefined);
  t.equal(createdAt({ created: '2026-11-20T00:00:00Z' }), Date.parse('2026-11-20T00:00:00Z'));
});
