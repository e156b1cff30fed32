import { createHash } from 'node:crypto';
import { Digest, isDigest } from '@patch-notebook-sts/core/rows/digest';
import * as z from 'zod';
import { parseJson } from '../source/json.ts';
import { ResolveError } from '../source/resolve-error.ts';

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

/** The parts of a manifest that tell its type; `mediaType` is optional in OCI. */
const Manifest = z.object({
  mediaType: z.string().optional(),
  manifests: z.array(z.unknown()).optional(),
  config: z.object({}).optional(),
});

/** The type of a manifest that came without a usable Content-Type. */
export function sniffManifestType(body: Uint8Array, where: string): string {
  const { mediaType, manifests, config } = Manifest.safeParse(parseJson(body)).data ?? {};
  const named = manifestType(mediaType);
  if (named !== undefined) return named;
  if (manifests !== undefined) return 'application/vnd.oci.image.index.v1+json';
  if (config !== undefined) return 'application/vnd.oci.image.manifest.v1+json';
  throw new ResolveError(
    'invalid-response',
    `${where} sent something that is not a manifest; is it a registry?`,
  );
}

const Platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md, and Docker's manifest list. */
const Index = z.object({ manifests: z.array(z.object({ digest: Digest, platform: Platform.optional() })) });

/**
 * The platform manifests of an index, keyed `os/architecture[/variant]`.
 *
 * Entries without a platform or with `unknown/unknown`, such as build attestations, are left out because no node can run
 * them. If several manifests have the same platform, as Windows versions do, the later keys end in `#2`, `#3`, ….
 */
export function indexPlatforms(body: Uint8Array, where: string): Record<string, string> {
  const index = Index.safeParse(parseJson(body));
  if (!index.success)
    throw new ResolveError('invalid-response', `${where} sent an index without a list of manifests`);
  const platforms: Record<string, string> = {};
  for (const { digest, platform } of index.data.manifests) {
    if (platform === undefined || platform.os === 'unknown') continue;
    const name = [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/');
    let key = name;
    for (let n = 2; key in platforms; n += 1) key = `${name}#${n}`;
    platforms[key] = digest;
  }
  return platforms;
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
