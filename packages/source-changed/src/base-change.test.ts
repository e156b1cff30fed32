import t from 'tap';
import { baseChange } from './base-change.ts';

const BASE = 'org.opencontainers.image.base';
const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const labels = (was: string, name = 'busybox:1') => ({ [`${BASE}.name`]: name, [`${BASE}.digest`]: was });
const resolve = async () => ({
  digest: digest('a'),
  platforms: { 'linux/amd64': digest('b'), 'linux/arm64': digest('c') },
});

t.test('the digest of the index, or for each platform that of its manifest', async (t) => {
  t.match(await baseChange([labels(digest('a'))], resolve), { changed: false });
  t.match(await baseChange([labels(digest('b')), labels(digest('c'))], resolve), { changed: false });
  t.match(await baseChange([labels(digest('b')), labels(digest('d'))], resolve), { changed: true });
});

t.test('an image that does not say what its base is, or pins it', async (t) => {
  t.equal(await baseChange([{}], resolve), undefined);
  t.equal(await baseChange([{ [`${BASE}.name`]: 'busybox:1' }], resolve), undefined);
  t.equal(await baseChange([labels(digest('d'), `busybox@${digest('d')}`)], resolve), undefined);
  t.match(await baseChange([labels('none')], resolve), { changed: null });
  t.match(await baseChange([labels(digest('a'), 'A B')], resolve), { changed: null });
});
