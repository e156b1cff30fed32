import t from 'tap';
import type { HttpResponse } from '../http/http-types.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { digestOf } from './manifest.ts';
import { headerDigest, manifestHead, resolveManifest, tagDigests } from './resolve-manifest.ts';

const hex = '0'.repeat(64);
const answer = (headers: HttpResponse['headers'], body = ''): HttpResponse => ({
  url: new URL('https://reg/'),
  status: 200,
  headers,
  body: Buffer.from(body),
});
const never = async () => {
  throw new Error('asked for more');
};
const image = { schemaVersion: 2, config: { digest: `sha256:${hex}` }, layers: [] };
const oci = 'application/vnd.oci.image.manifest.v1+json';

t.test('the digest that headers name', async (t) => {
  t.equal(headerDigest(answer({ 'docker-content-digest': `sha256:${hex}` })), `sha256:${hex}`);
  t.equal(headerDigest(answer({ 'x-checksum-sha256': 'A'.repeat(64) })), `sha256:${'a'.repeat(64)}`);
  t.equal(
    headerDigest(answer({ 'docker-content-digest': 'junk', 'x-checksum-sha256': hex })),
    `sha256:${hex}`,
  );
  t.equal(headerDigest(answer({})), undefined);
  const unusable = [
    `SHA256:${hex}`,
    `sha256:${'A'.repeat(64)}`,
    `sha256:${hex}, sha256:${hex}`,
    `sha256:${hex} `,
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '',
  ];
  for (const text of unusable)
    t.equal(headerDigest(answer({ 'docker-content-digest': text })), undefined, text);
});

t.test('headers alone are enough for a single image', async (t) => {
  const head = answer({ 'docker-content-digest': `sha256:${hex}`, 'content-type': `${oci}; charset=utf-8` });
  t.same(await resolveManifest(manifestHead(head), never, 'v1', 'reg'), {
    digest: `sha256:${hex}`,
    mediaType: oci,
    platforms: {},
  });
});

t.test('the body decides what the headers leave open', async (t) => {
  const bodies: [string, string | undefined][] = [
    [JSON.stringify({ ...image, mediaType: oci }), oci],
    [JSON.stringify(image), oci],
    [JSON.stringify({ schemaVersion: 2, manifests: [] }), 'application/vnd.oci.image.index.v1+json'],
    ['{}', undefined],
    ['<html>', undefined],
  ];
  for (const [body, mediaType] of bodies) {
    const head = answer({ 'x-checksum-sha256': hex, 'content-type': 'application/octet-stream' });
    const resolved = resolveManifest(manifestHead(head), async () => answer({}, body), 'v1', 'reg');
    if (mediaType === undefined) await t.rejects(resolved, { code: 'invalid-response' }, body);
    else t.same(await resolved, { digest: digestOf(Buffer.from(body)), mediaType, platforms: {} });
  }
  const forged = answer({ 'docker-content-digest': `sha256:${hex}` }, '{}');
  await t.rejects(
    resolveManifest(manifestHead(answer({})), async () => forged, 'v1', 'reg'),
    { code: 'invalid-response' },
  );
});

t.test('the digest of nothing is never a digest', async (t) => {
  const whole = JSON.stringify(image);
  for (const body of ['', '<html>', whole.slice(0, 40), '{"schemaVersion":2,"manifests":[]}']) {
    for (const claimed of [undefined, digestOf(Buffer.from(body))]) {
      const response = answer({ 'content-type': oci, 'docker-content-digest': claimed }, body);
      const resolved = resolveManifest(manifestHead(answer({})), async () => response, 'v1', 'reg');
      await t.rejects(resolved, { code: 'invalid-response' }, body);
    }
  }
});

t.test('tags with their digests and times; vanished tags are left out', async (t) => {
  const head = async (tag: string) => {
    if (tag === 'gone') throw new ResolveError('not-found', 'gone');
    return manifestHead(
      answer({
        'docker-content-digest': `sha256:${hex}`,
        'last-modified': tag === 'a' ? 'Fri, 20 Nov 2026 22:00:00 GMT' : undefined,
      }),
    );
  };
  t.same(await tagDigests(['a', 'gone', 'b'], head, never, 'reg'), [
    { tag: 'a', digest: `sha256:${hex}`, movedAt: Date.parse('2026-11-20T22:00:00Z') },
    { tag: 'b', digest: `sha256:${hex}`, movedAt: undefined },
  ]);
  const refused = async () => Promise.reject(new ResolveError('forbidden', 'no'));
  await t.rejects(tagDigests(['a'], refused, never, 'reg'), { code: 'forbidden' });
});

t.test('many tags: all are looked up, and after a failure no more are', async (t) => {
  const tags = Array.from({ length: 5000 }, (_, n) => `t${n}`);
  let requests = 0;
  const head = async () => {
    requests += 1;
    if (requests === 1500) throw new ResolveError('forbidden', 'no');
    await new Promise(setImmediate);
    return manifestHead(answer({ 'docker-content-digest': `sha256:${hex}` }));
  };
  await t.rejects(tagDigests(tags, head, never, 'reg'), { code: 'forbidden' });
  t.ok(requests < 3000, `${requests} requests`);
  const found = await tagDigests(tags, head, never, 'reg');
  t.same(
    found.map(({ tag }) => tag),
    tags,
  );
});
