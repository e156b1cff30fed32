import { readFileSync } from 'node:fs';
import { cpuTimeOf } from '@patch-notebook-sts/testbed/cpu-time';
import t from 'tap';
import { digestOf, parseManifest, verifyDigest } from './manifest.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const INDEX = 'application/vnd.oci.image.index.v1+json';
const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const DOCKER_IMAGE = 'application/vnd.docker.distribution.manifest.v2+json';
const OCTETS = 'application/octet-stream';
const index = (...manifests: object[]) => Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));

t.test('a recorded index', async (t) => {
  const name = 'sha256:3777ee5ac4f3a0e37ab0a2b2ff8cbe85dd9187ebe6a5a5869d51521a5bf85451';
  const body = readFileSync(
    new URL(`../../../../fixtures/manifests/${name.replace(':', '-')}.json`, import.meta.url),
  );
  t.equal(digestOf(body), name);
  verifyDigest(body, name, 'acr');
  t.same(parseManifest(body, INDEX, 'acr').platforms, {
    'linux/amd64': 'sha256:cd36c1ad9603dadee5e27ba2b4904dcda437415008ad31a353e182246c43e1be',
    'linux/arm64': 'sha256:3828bb6a6e8f164981efee637f1b262165a4f86e8bac00fe0b558bc2195a1ca6',
  });
});

t.test('variants, several versions of a platform, attestations', async (t) => {
  const platform = (os: string, architecture: string, variant?: string) => ({ os, architecture, variant });
  const body = index(
    { digest: digest('1'), platform: platform('linux', 'arm', 'v7') },
    { digest: digest('2'), platform: platform('windows', 'amd64') },
    { digest: digest('3'), platform: platform('windows', 'amd64') },
    { digest: digest('4'), platform: platform('unknown', 'unknown') },
    { digest: digest('5') },
  );
  t.same(parseManifest(body, INDEX, 'acr').platforms, {
    'linux/arm/v7': digest('1'),
    'windows/amd64': digest('2'),
    'windows/amd64#2': digest('3'),
  });
});

t.test('an invalid index, and a body with another digest', async (t) => {
  const refused = { code: 'invalid-response', message: /^acr sent / };
  t.throws(() => parseManifest(Buffer.from('<html>'), INDEX, 'acr'), refused);
  t.throws(() => parseManifest(Buffer.from('{}'), INDEX, 'acr'), refused);
  t.throws(() => parseManifest(index({ digest: 'sha256:1' }), INDEX, 'acr'), refused);
  t.throws(() => verifyDigest(Buffer.from('x'), digest('1'), 'acr'), refused);
});

const image = {
  schemaVersion: 2,
  config: { digest: digest('a'), size: 1 },
  layers: [{ digest: digest('b'), size: 1 }],
};

t.test('the type is that of Content-Type, else of the body, and the body has to agree', async (t) => {
  const table: [body: object, contentType: string | undefined, mediaType: string | undefined][] = [
    [image, IMAGE, IMAGE],
    [image, `${DOCKER_IMAGE}; charset=utf-8`, DOCKER_IMAGE],
    [image, OCTETS, IMAGE],
    [image, undefined, IMAGE],
    [{ ...image, mediaType: DOCKER_IMAGE }, OCTETS, DOCKER_IMAGE],
    [{ ...image, mediaType: DOCKER_IMAGE }, IMAGE, IMAGE],
    [image, INDEX, undefined],
    [image, LIST, undefined],
    [{ schemaVersion: 2, manifests: [] }, INDEX, INDEX],
    [{ schemaVersion: 2, manifests: [], mediaType: LIST }, OCTETS, LIST],
    [{ schemaVersion: 2, manifests: [] }, undefined, INDEX],
    [{ schemaVersion: 2, manifests: [] }, IMAGE, undefined],
    [{ ...image, manifests: [] }, INDEX, undefined],
    [{ ...image, manifests: [] }, IMAGE, undefined],
    [{ ...image, manifests: [] }, undefined, undefined],
  ];
  for (const [body, contentType, mediaType] of table) {
    const parse = () => parseManifest(Buffer.from(JSON.stringify(body)), contentType, 'acr');
    const name = `${JSON.stringify(Object.keys(body))} as ${contentType}`;
    if (mediaType === undefined)
      t.throws(parse, { code: 'invalid-response', message: /^acr sent something that is not/ }, name);
    else t.same(parse(), { mediaType, platforms: {} }, name);
  }
});

t.test('what is not a whole manifest is refused, whatever its type says', async (t) => {
  const whole = JSON.stringify(image);
  const without = (key: keyof typeof image) => JSON.stringify({ ...image, [key]: undefined });
  const bodies = [
    '',
    ' ',
    'null',
    '[]',
    '{}',
    '"a"',
    '<html>Please log in</html>',
    '{"errors":[{"code":"UNKNOWN"}]}',
    whole.slice(0, -1),
    whole.slice(0, whole.length / 2),
    `${whole}${whole}`,
    without('schemaVersion'),
    without('config'),
    without('layers'),
    JSON.stringify({ ...image, schemaVersion: 1 }),
    JSON.stringify({ schemaVersion: 2, manifests: null }),
    '[['.repeat(500_000),
  ];
  for (const body of bodies) {
    for (const type of [IMAGE, DOCKER_IMAGE, INDEX, LIST, OCTETS, undefined])
      t.throws(
        () => parseManifest(Buffer.from(body), type, 'acr'),
        { code: 'invalid-response' },
        body.slice(0, 40),
      );
  }
});

t.test('an index that fills the memory or takes long is refused', async (t) => {
  const entry = (os: string, n: number) => ({
    digest: digest(String(n % 10)),
    platform: { os, architecture: 'amd64' },
  });
  const long = index(...Array.from({ length: 30_000 }, (_, n) => entry('linux', n)));
  t.ok(long.length < 4 * 1024 * 1024);
  const parseLong = () =>
    t.throws(() => parseManifest(long, INDEX, 'acr'), {
      code: 'invalid-response',
      message: /30000 manifests; the limit is 1000$/,
    });
  t.ok(cpuTimeOf(parseLong) < 5000);
  const most = parseManifest(
    index(...Array.from({ length: 1000 }, (_, n) => entry('linux', n))),
    INDEX,
    'acr',
  );
  t.equal(Object.keys(most.platforms).length, 1000);
  t.equal(most.platforms['linux/amd64#1000'], digest('9'));
  for (const os of ['a'.repeat(65), '__proto__', 'a b', 'a\u001b[2J', 'a/b', 'a#2'])
    t.throws(() => parseManifest(index(entry(os, 1)), INDEX, 'acr'), { code: 'invalid-response' }, os);
  t.same(parseManifest(index(entry('constructor', 1)), INDEX, 'acr').platforms, {
    'constructor/amd64': digest('1'),
  });
});
