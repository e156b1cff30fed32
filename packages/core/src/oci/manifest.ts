import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Digest, isDigest } from '../rows/digest.ts';
import { isIndex } from '../rows/image-row.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { parseJson } from '../text/json.ts';

/** Every type that a tag can point to. A registry that is asked for fewer answers 404, or another digest. */
const TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** The Accept header of manifest requests. */
export const MANIFEST_TYPES = TYPES.join(', ');

/** The manifest type that a Content-Type header names. Undefined for others: a proxy may make it octet-stream. */
export function manifestType(contentType: string | undefined): string | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return TYPES.find((known) => known === type);
}

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md, and Docker's image manifest. */
const ImageManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: z.object({ digest: z.string() }),
  layers: z.array(z.object({ digest: z.string() })),
  // A document that is both would be one thing to us and another to a runtime:
  // https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
  manifests: z.undefined().optional(),
});

/** A part of a platform's name. It becomes a key of our row, so that its length and characters are limited. */
export const PlatformPart = z.string().regex(/^(?:[A-Za-z0-9][\w.+-]{0,63})?$/);
const Platform = z.object({ os: PlatformPart, architecture: PlatformPart, variant: PlatformPart.optional() });

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md, and Docker's manifest list. */
const Index = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z.array(z.object({ digest: Digest, platform: Platform.optional() })),
  config: z.undefined().optional(),
  layers: z.undefined().optional(),
});
type Index = z.infer<typeof Index>;

/** The largest indexes have about a hundred manifests. */
const MAX_MANIFESTS = 1000;

/** What a manifest or an index says. */
export interface ManifestFacts {
  mediaType: string;
  /** The platform manifests of an index, keyed `os/architecture[/variant]`; empty for an image manifest. */
  platforms: Record<string, string>;
}

/**
 * Parses a body that a registry sent as a manifest or an index. Refuses anything else: the digest of an error page or of
 * half a manifest would look like a new image.
 * @param contentType the type that the body must have; if it names no manifest type, the body itself decides
 */
export function parseManifest(
  body: Uint8Array,
  contentType: string | undefined,
  where: string,
): ManifestFacts {
  const value = parseJson(body);
  const image = ImageManifest.safeParse(value).data;
  const index = Index.safeParse(value).data;
  const declared = manifestType(contentType);
  if (index !== undefined && (declared === undefined || isIndex(declared))) {
    const mediaType = declared ?? manifestType(index.mediaType) ?? 'application/vnd.oci.image.index.v1+json';
    return { mediaType, platforms: indexPlatforms(index, where) };
  }
  if (image !== undefined && !isIndex(declared)) {
    const mediaType =
      declared ?? manifestType(image.mediaType) ?? 'application/vnd.oci.image.manifest.v1+json';
    return { mediaType, platforms: {} };
  }
  const what = isIndex(declared) ? 'an index of manifests' : 'a manifest';
  throw new ResolveError(
    'invalid-response',
    `${where} sent something that is not ${what}; is it a registry?`,
  );
}

/**
 * The platform manifests of an index.
 *
 * Entries without a platform or with `unknown/unknown`, such as build attestations, are left out because no node can run
 * them. If several manifests have the same platform, as Windows versions do, the later keys end in `#2`, `#3`, ….
 */
function indexPlatforms({ manifests }: Index, where: string): Record<string, string> {
  if (manifests.length > MAX_MANIFESTS) {
    throw new ResolveError(
      'invalid-response',
      `${where} sent an index of ${manifests.length} manifests; the limit is ${MAX_MANIFESTS}`,
    );
  }
  const counts = new Map<string, number>();
  const platforms: Record<string, string> = {};
  for (const { digest, platform } of manifests) {
    if (platform === undefined || platform.os === 'unknown') continue;
    const name = [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    platforms[count === 1 ? name : `${name}#${count}`] = digest;
  }
  return platforms;
}

const Contents = z.object({
  config: z.object({ digest: Digest }).optional(),
  layers: z.array(z.object({ size: z.int().nonnegative() })).optional(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

/** What a manifest says beyond its platforms. */
export interface ManifestContents {
  /** The digest of an image's config; undefined for an index. */
  config: string | undefined;
  /** Bytes of an image's layers, as they are pulled; undefined for an index. */
  size: number | undefined;
  annotations: Readonly<Record<string, string>>;
}

/** Reads on in a body that `parseManifest` accepted. What is odd there counts as not said. */
export function manifestContents(body: Uint8Array): ManifestContents {
  const { config, layers, annotations } = Contents.safeParse(parseJson(body)).data ?? {};
  return {
    config: config?.digest,
    size: layers?.reduce((sum, layer) => sum + layer.size, 0),
    annotations: annotations ?? {},
  };
}

/** The digest of a body: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export function digestOf(body: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`;
}

/** Refuses a body that does not have the given digest: neither of the two can be trusted then. */
export function verifyDigest(body: Uint8Array, digest: string, where: string): void {
  const actual = isDigest(digest) ? digestOf(body, digest.split(':')[0]) : '';
  if (actual !== digest) {
    throw new ResolveError(
      'invalid-response',
      `${where} sent a body that does not match its digest ${digest}`,
    );
  }
}
