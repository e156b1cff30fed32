import t from 'tap';
import type { HttpResponse } from '../http/http-types.ts';
import { digestOf } from '../oci/manifest.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { createImageLookup } from './image-lookup.ts';
import type { RegistryApi } from './registry-api.ts';

const repository = 'ghcr.io/org/app';

/** A registry of documents, each under its digest; the last is the tag v1 too. */
function registryOf(...documents: object[]) {
  const bodies = documents.map((document) => Buffer.from(JSON.stringify(document)));
  const digests = bodies.map((body) => digestOf(body));
  const asked: string[] = [];
  const get = async (reference = ''): Promise<HttpResponse> => {
    asked.push(reference);
    const body = reference === 'v1' ? bodies.at(-1) : bodies[digests.indexOf(reference)];
    if (body === undefined) throw new ResolveError('not-found', 'no such thing');
    return { url: new URL('https://ghcr.io/'), status: 200, headers: {}, body };
  };
  const api: RegistryApi = {
    url: () => new URL('https://ghcr.io/v2/org/app/'),
    send: ({ url }) => get(url.pathname.split('/').at(-1)),
    write: async () => Promise.reject(new Error('nothing is written')),
    manifests: () => (_, reference) => get(reference),
  };
  return { lookup: createImageLookup(api), asked };
}

const manifest = (config: object, ...sizes: number[]) => ({
  schemaVersion: 2,
  config: { digest: digestOf(Buffer.from(JSON.stringify(config))) },
  layers: sizes.map((size) => ({ digest: `sha256:${'1'.repeat(64)}`, size })),
});
const idOf = (document: object) => digestOf(Buffer.from(JSON.stringify(document)));

t.test('an image by its tag: platform, time and size', async (t) => {
  const config = { os: 'linux', architecture: 'arm', variant: 'v7', created: '2026-11-01T00:00:00Z' };
  const { lookup } = registryOf(config, manifest(config, 10, 20));
  t.same(await lookup.images(repository, 'v1'), [
    { platform: 'linux/arm/v7', created: '2026-11-01T00:00:00Z', labels: {}, size: 30 },
  ]);
});

t.test('the platforms of an index, each document once', async (t) => {
  const config = { os: 'linux', architecture: 'amd64', config: { Labels: { a: 'b' } } };
  const image = manifest(config, 10);
  const platforms = ['amd64', 'arm64'].map((architecture) => ({
    digest: idOf(image),
    platform: { os: 'linux', architecture },
  }));
  const index = { schemaVersion: 2, manifests: platforms, annotations: { c: 'd' } };
  const { lookup, asked } = registryOf(config, image, index);
  const images = await lookup.images(repository, idOf(index));
  t.match(images, [{ platform: 'linux/amd64', labels: { a: 'b' } }, { platform: 'linux/arm64' }]);
  t.same((await lookup.manifest(repository, idOf(index))).annotations, { c: 'd' });
  t.same(asked, [idOf(index), idOf(image), idOf(config)]);
});

t.test('what a hostile registry may say', async (t) => {
  const odd = { os: 'li\nnux', architecture: 'x'.repeat(300), created: 7, config: null };
  t.match(await registryOf(odd, manifest(odd, 1)).lookup.images(repository, 'v1'), [
    { platform: undefined, created: undefined, labels: {} },
  ]);
  const huge = manifest(odd, Number.MAX_VALUE, Number.MAX_VALUE);
  await t.rejects(registryOf(odd, huge).lookup.images(repository, 'v1'), { code: 'invalid-response' });
  await t.rejects(registryOf(manifest(odd, 1)).lookup.images(repository, 'v1'), { code: 'not-found' });
});
