import t from 'tap';
import { buildManifests, digestOf, recordedManifest } from './manifest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';

t.test('an image has the digest of its body, and the same seed the same digest', (t) => {
  const [image] = buildManifests({ seed: 'a' });
  t.equal(image.digest, digestOf(image.body ?? ''));
  t.equal(image.size, image.body?.length);
  t.equal(image.mediaType, OCI_MANIFEST);
  const body = JSON.parse(image.body ?? '');
  t.equal(body.config.digest, image.configDigest);
  t.equal(body.mediaType, OCI_MANIFEST);
  t.strictSame(buildManifests({ seed: 'a' }), [image]);
  t.not(buildManifests({ seed: 'b' })[0].digest, image.digest);
  t.equal(buildManifests({ seed: 'a', mediaType: 'docker' })[0].mediaType, DOCKER_MANIFEST);
  t.end();
});

t.test('an index names its platforms', (t) => {
  const platforms = { 'linux/arm/v7': 'x', 'linux/amd64': 'x' };
  const [arm, amd, index] = buildManifests({ platforms });
  t.not(arm?.digest, amd?.digest);
  t.strictSame(index?.platforms, { 'linux/arm/v7': arm?.digest, 'linux/amd64': amd?.digest });
  t.equal(index?.configDigest, amd?.configDigest);
  t.equal(index?.mediaType, OCI_INDEX);
  t.strictSame(JSON.parse(index?.body ?? '').manifests[0], {
    mediaType: OCI_MANIFEST,
    digest: arm?.digest,
    size: arm?.size,
    platform: { architecture: 'arm', os: 'linux', variant: 'v7' },
  });
  t.equal(buildManifests({ platforms, mediaType: 'docker' }).at(-1)?.mediaType, DOCKER_LIST);
  t.end();
});

t.test('a recorded manifest has a size and no body', (t) => {
  const digest = digestOf('x');
  t.strictSame(recordedManifest(digest), { digest, mediaType: OCI_MANIFEST, size: 422, platforms: {} });
  t.ok(recordedManifest(digest, OCI_INDEX).size > 422);
  t.end();
});

t.test('an image with labels has a config', (t) => {
  const [image] = buildManifests({ seed: 'a', labels: { version: '1' } });
  t.match(JSON.parse(image.config ?? ''), { config: { Labels: { version: '1' } } });
  t.equal(image.configDigest, digestOf(image.config ?? ''));
  t.match(JSON.parse(image.body ?? ''), { config: { digest: image.configDigest } });
  t.end();
});
