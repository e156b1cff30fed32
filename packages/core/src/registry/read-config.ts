import * as z from 'zod';
import { PlatformPart } from '../oci/manifest.ts';
import { registryHost } from '../rows/reference.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { parseJson } from '../text/json.ts';
import { readBlob } from './read-blob.ts';
import type { RegistryApi } from './registry-api.ts';

/** https://github.com/opencontainers/image-spec/blob/main/config.md; Labels is null where an image has none. */
const Config = z.object({
  created: z.string().nullish().catch(undefined),
  os: PlatformPart.optional().catch(undefined),
  architecture: PlatformPart.optional().catch(undefined),
  variant: PlatformPart.optional().catch(undefined),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** What an image's config says. */
export interface ImageConfig {
  /** `os/architecture[/variant]`; undefined where the config doesn't say. */
  platform: string | undefined;
  created: string | undefined;
  labels: Readonly<Record<string, string>>;
}

/**
 * Gets the config of an image.
 * @param digest that of the config, as the image's manifest names it
 * @throws ResolveError
 */
export async function readConfig(api: RegistryApi, repository: string, digest: string): Promise<ImageConfig> {
  const config = Config.safeParse(parseJson(await readBlob(api, repository, digest))).data;
  if (config === undefined)
    throw new ResolveError('invalid-response', `${registryHost(repository)} sent no image's config`);
  const { os, architecture, variant, created } = config;
  return {
    platform: os && architecture ? [os, architecture, variant].filter(Boolean).join('/') : undefined,
    created: created ?? undefined,
    labels: config.config?.Labels ?? {},
  };
}
