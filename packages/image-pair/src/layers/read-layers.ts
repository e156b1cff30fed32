import { readBlob } from '@patch-notebook-sts/core/registry/read-blob';
import { readManifest } from '@patch-notebook-sts/core/registry/read-manifest';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { Digest } from '@patch-notebook-sts/core/rows/digest';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import * as z from 'zod';

/** A layer of an image. */
export interface Layer {
  digest: string;
  /** Bytes, as it is pulled. */
  size: number;
  /** What made it; undefined where the history doesn't say. */
  command: string | undefined;
}

const Manifest = z.object({
  config: z.object({ digest: Digest }),
  layers: z.array(z.object({ digest: Digest, size: z.int().nonnegative() })),
});

/** https://github.com/opencontainers/image-spec/blob/main/config.md#properties */
const Config = z.object({
  history: z
    .array(z.object({ created_by: z.string().optional(), empty_layer: z.boolean().nullish() }))
    .nullish()
    .catch(undefined),
});

/**
 * The layers of an image, the topmost first.
 * @param digest of one platform's manifest
 * @throws ResolveError
 */
export async function readLayers(api: RegistryApi, repository: string, digest: string): Promise<Layer[]> {
  const manifest = Manifest.safeParse(parseJson((await readManifest(api, repository, digest)).body)).data;
  if (manifest === undefined)
    throw new ResolveError('invalid-response', `${registryHost(repository)} sent no image's manifest`);
  const config = Config.safeParse(parseJson(await readBlob(api, repository, manifest.config.digest))).data;
  const made = (config?.history ?? []).filter(({ empty_layer }) => !empty_layer);
  // A squashed image may have the history of what it was before.
  const commands = made.length === manifest.layers.length ? made : [];
  return manifest.layers
    .map(({ digest, size }, i) => ({ digest, size, command: commands[i]?.created_by }))
    .reverse();
}
