import { createHash } from 'node:crypto';
import { Digest, isDigest } from '@patch-notebook-sts/core/rows/digest';
import * as z from 'zod';
import { parseJson } from './json.ts';
import { Unresolved } from './source.ts';

/** Every type a tag can point to, in one header: a registry asked for fewer answers 404, or another digest. */
const TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
export const MANIFEST_TYPES = TYPES.join(', ');

/** The type that a Content-Type header names, if it is one of these; a proxy may have made it octet-stream. */
export function manifestType(contentType: string | undefined): string | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return TYPES.find((known) => known === type);
}

/** What any manifest says of itself; OCI makes `mediaType` optional. */
const Manifest = z.object({
  mediaType: z.string().optional(),
  manifests: z.array(z.unknown()).optional(),
  config: z.object({}).optional(),
});

/** The type of a manifest that came without one. */
export function sniffManifestType(body: Uint8Array, where: string): string {
  const { mediaType, manifests, config } = Manifest.safeParse(parseJson(body)).data ?? {};
  const named = manifestType(mediaType);
  if (named !== undefined) return named;
  if (manifests !== undefined) return 'application/vnd.oci.image.index.v1+json';
  if (config !== undefined) return 'application/vnd.oci.image.manifest.v1+json';
  throw new Unresolved('invalid-response', `${where} sent something that is no manifest; is it a registry?`);
}

const Platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md, and Docker's manifest list. */
const Index = z.object({ manifests: z.array(z.object({ digest: Digest, platform: Platform.optional() })) });

/**
 * The platform manifests of an index, keyed `os/architecture[/variant]`.
 *
 * What has no platform, or `unknown/unknown` as build attestations do, is nothing that a node could run. Where two
 * manifests serve one platform, as Windows versions do, the later ones get a number behind their key.
 */
export function indexPlatforms(body: Uint8Array, where: string): Record<string, string> {
  const index = Index.safeParse(parseJson(body));
  if (!index.success)
    throw new Unresolved('invalid-response', `${where} sent an index without a list of manifests`);
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

/** The digest that a registry's body has: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export function digestOf(body: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`;
}

/** Refuses a body that is not what its digest says: then neither can be believed. */
export function verifyDigest(body: Uint8Array, digest: string, where: string): void {
  const actual = isDigest(digest) ? digestOf(body, digest.split(':')[0]) : '';
  if (actual !== digest) {
    throw new Unresolved('invalid-response', `${where} sent a body that is not its digest ${digest}`);
  }
}
