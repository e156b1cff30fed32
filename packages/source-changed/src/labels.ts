import { manifestType, parseManifest, verifyDigest } from '@patch-notebook-sts/core/oci/manifest';
import { headerDigest } from '@patch-notebook-sts/core/oci/resolve-manifest';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import * as z from 'zod';

/** What an image says about how it was built. */
export type Labels = Readonly<Record<string, string>>;

const Manifest = z.object({ config: z.object({ digest: z.string() }) });
/** https://github.com/opencontainers/image-spec/blob/main/config.md; Labels is null where an image has none. */
const Config = z.object({
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** More platforms than any image has that is built from one source. */
const MAX_PLATFORMS = 32;

/**
 * The labels of the images that a tag points to: one for each platform of an index, without attestations.
 * @param reference a tag or a digest
 */
export async function readLabels(api: RegistryApi, repository: string, reference: string): Promise<Labels[]> {
  const where = registryHost(repository);
  const response = await api.manifests(repository)('GET', reference);
  const { body, headers } = response;
  const digest = headerDigest(response);
  if (digest !== undefined) verifyDigest(body, digest, where);
  const { platforms } = parseManifest(body, manifestType(headers['content-type']), where);
  const children = [...new Set(Object.values(platforms))];
  if (children.length > MAX_PLATFORMS)
    throw new ResolveError('invalid-response', `${where} sent an index of ${children.length} platforms`);
  if (children.length === 0) return [await labelsOf(api, repository, body)];
  return Promise.all(
    children.map(async (child) => {
      const image = await api.manifests(repository)('GET', child);
      verifyDigest(image.body, child, where);
      return labelsOf(api, repository, image.body);
    }),
  );
}

/** The labels of one image, by its manifest. */
async function labelsOf(api: RegistryApi, repository: string, manifest: Uint8Array): Promise<Labels> {
  const where = registryHost(repository);
  const digest = Manifest.safeParse(parseJson(manifest)).data?.config.digest;
  if (digest === undefined)
    throw new ResolveError('invalid-response', `${where} sent an index where an image was expected`);
  const url = new URL(`blobs/${digest}`, api.url(repository));
  const { body } = await api.send({ method: 'GET', url }, repository);
  verifyDigest(body, digest, where);
  const config = Config.safeParse(parseJson(body)).data;
  if (config === undefined) throw new ResolveError('invalid-response', `${where} sent no image's config`);
  return config.config?.Labels ?? {};
}
