import { readFileSync } from 'node:fs';
import t from 'tap';
import { digestOf, indexPlatforms, verifyDigest } from './manifest.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const index = (...manifests: object[]) => Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));

t.test('a recorded index', async (t) => {
  const name = 'sha256:3777ee5ac4f3a0e37ab0a2b2ff8cbe85dd9187ebe6a5a5869d51521a5bf85451';
  const body = readFileSync(
    new URL(`../../../../fixtures/manifests/${name.replace(':', '-')}.json`, import.meta.url),
  );
  t.equal(digestOf(body), name);
  verifyDigest(body, name, 'acr');
  t.same(indexPlatforms(body, 'acr'), {
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
  t.same(indexPlatforms(body, 'acr'), {
    'linux/arm/v7': digest('1'),
    'windows/amd64': digest('2'),
    'windows/amd64#2': digest('3'),
  });
});

t.test('an invalid index, and a body with another digest', async (t) => {
  const refused = { code: 'invalid-response', message: /^acr sent / };
  t.throws(() => indexPlatforms(Buffer.from('<html>'), 'acr'), refused);
  t.throws(() => indexPlatforms(Buffer.from('{}'), 'acr'), refused);
  t.throws(() => indexPlatforms(index({ digest: 'sha256:1' }), 'acr'), refused);
  t.throws(() => verifyDigest(Buffer.from('x'), digest('1'), 'acr'), refused);
});
