import t from 'tap';
import { acceptedTypes, negotiate } from './accept.ts';
import { buildManifests, type Manifest } from './manifest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';

t.test('the header is a list, parameters do not count, wildcards name nothing', (t) => {
  t.ok(acceptedTypes(`${OCI_INDEX}, ${OCI_MANIFEST};q=0.5`).has(OCI_MANIFEST));
  t.notOk(acceptedTypes('*/*').has(OCI_MANIFEST));
  t.notOk(acceptedTypes(undefined).has(OCI_MANIFEST));
  t.end();
});

t.test('what docker-registry 2.8.2 was seen to answer', (t) => {
  const single = (mediaType: 'oci' | 'docker') => buildManifests({ seed: 'a', mediaType });
  const index = (mediaType: 'oci' | 'docker') =>
    buildManifests({ platforms: { 'linux/amd64': 'a' }, mediaType });
  const columns = [
    [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST],
    [DOCKER_MANIFEST],
    [DOCKER_MANIFEST, OCI_MANIFEST],
    [OCI_MANIFEST],
    ['application/json'],
  ].map((types) => types.join(', '));
  const rows: [Manifest[], string[]][] = [
    [single('docker'), ['itself', 'itself', 'itself', 'MANIFEST_INVALID', 'MANIFEST_INVALID']],
    [index('docker'), ['itself', 'child', 'child', 'MANIFEST_INVALID', 'MANIFEST_INVALID']],
    [single('oci'), ['itself', 'MANIFEST_UNKNOWN', 'itself', 'itself', 'MANIFEST_UNKNOWN']],
    [index('oci'), ['itself', ...Array(4).fill('MANIFEST_UNKNOWN')]],
  ];
  for (const [manifests, expected] of rows) {
    const stored = manifests.at(-1) as Manifest;
    const seen = columns.map((accept) => {
      const child = (digest: string) => manifests.find((manifest) => manifest.digest === digest);
      const result = negotiate(stored, acceptedTypes(accept), true, child);
      return 'error' in result ? result.error : result.manifest === stored ? 'itself' : 'child';
    });
    t.strictSame(seen, expected, stored.mediaType);
  }
  t.end();
});

t.test('by digest a Docker type comes as it is, an OCI type only where it is accepted', (t) => {
  for (const mediaType of ['docker', 'oci'] as const) {
    const [image] = buildManifests({ seed: 'a', mediaType });
    const result = negotiate(image, acceptedTypes('*/*'), false, () => undefined);
    t.equal('error' in result, mediaType === 'oci', mediaType);
  }
  t.end();
});

t.test('a list without linux/amd64 has nothing to fall back to', (t) => {
  const list = buildManifests({ platforms: { 'linux/arm64': 'a' }, mediaType: 'docker' }).at(-1) as Manifest;
  t.match(
    negotiate(list, acceptedTypes(DOCKER_MANIFEST), true, () => undefined),
    { error: 'MANIFEST_UNKNOWN' },
  );
  t.end();
});
