import { memoize } from '../memoize.ts';
import { type ManifestContents, manifestContents } from '../oci/manifest.ts';
import { registryHost } from '../rows/reference.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { type ImageConfig, readConfig } from './read-config.ts';
import { readManifest } from './read-manifest.ts';
import type { RegistryApi } from './registry-api.ts';

/** A manifest without its bytes. */
export interface KnownManifest extends ManifestContents {
  mediaType: string;
  platforms: Record<string, string>;
}

/** One image: a platform of an index, or the only one. */
export interface PlatformImage extends ImageConfig {
  /** Bytes of its layers. */
  size: number | undefined;
}

/** Looks up manifests and configs, each once, however often it is asked for. All throw ResolveError. */
export interface ImageLookup {
  manifest(repository: string, reference: string): Promise<KnownManifest>;
  /** The images of a manifest or index, one for each platform, without attestations. */
  images(repository: string, reference: string): Promise<PlatformImage[]>;
}

/** More platforms than any image has that is built from one source. */
const MAX_PLATFORMS = 32;

export function createImageLookup(api: RegistryApi): ImageLookup {
  const manifest = memoize(async (repository: string, reference: string) => {
    const { mediaType, platforms, body } = await readManifest(api, repository, reference);
    return { mediaType, platforms, ...manifestContents(body) };
  });
  const config = memoize((repository: string, digest: string) => readConfig(api, repository, digest));

  const image = async (repository: string, reference: string): Promise<PlatformImage> => {
    const where = registryHost(repository);
    const { config: configDigest, size } = await manifest(repository, reference);
    if (configDigest === undefined)
      throw new ResolveError('invalid-response', `${where} sent an index where an image was expected`);
    return { ...(await config(repository, configDigest)), size };
  };
  return {
    manifest,
    images: async (repository, reference) => {
      const entries = Object.entries((await manifest(repository, reference)).platforms);
      if (entries.length === 0) return [await image(repository, reference)];
      if (entries.length > MAX_PLATFORMS) {
        const where = registryHost(repository);
        throw new ResolveError('invalid-response', `${where} sent an index of ${entries.length} platforms`);
      }
      // The index decides which platform an image is for.
      return Promise.all(
        entries.map(async ([platform, child]) => ({ ...(await image(repository, child)), platform })),
      );
    },
  };
}
