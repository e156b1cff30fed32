import * as z from 'zod';
import { Digest } from './digest.ts';
import { Timestamp } from './notebook-facts.ts';
import { isTag, parseReference } from './reference.ts';

/** Why a tag has no digest. */
export const ImageError = z.enum([
  'not-found',
  'unauthorized',
  'forbidden',
  'rate-limited',
  'unreachable',
  'timeout',
  'invalid-response',
]);
export type ImageError = z.infer<typeof ImageError>;

/** The manifests of an index by `os/architecture[/variant]`. */
export const Platforms = z.record(z.string().max(255), Digest);

const Text = z.string().max(1024).optional();

/**
 * What an image says about itself. Where the platforms of an index disagree, a text is left out.
 *
 * `created` is the youngest platform's; a build that can be reproduced may say 1970. `size` is the bytes of the layers, as
 * they are pulled, by `os/architecture[/variant]`. `labels` are those that were asked for.
 */
export const ImageDetails = z.looseObject({
  created: Timestamp.optional(),
  revision: Text,
  version: Text,
  source: Text,
  base: Text,
  size: z.record(z.string().max(255), z.number()).optional(),
  labels: z.record(z.string().max(1024), z.string().max(1024)).optional(),
});
export type ImageDetails = z.infer<typeof ImageDetails>;

/** A digest that runs somewhere. `gone`: the registry has it no more. `error`: the registry didn't say what it is. */
export const RunningImage = z.looseObject({
  digest: Digest,
  platforms: Platforms.optional(),
  details: ImageDetails.optional(),
  gone: z.boolean().optional(),
  error: ImageError.optional(),
});
export type RunningImage = z.infer<typeof RunningImage>;

/** A repository's name, read into Docker's normal form. */
export const RepositoryName = z
  .string()
  .refine((name) => parseReference(`${name}:tag`) !== undefined, 'not a repository name')
  .transform((name) => parseReference(`${name}:tag`)?.repository ?? name);

export const TagName = z.string().refine(isTag, 'not a tag');

/**
 * A row of `2-images-with-tags.txt`: what one tag of one repository points to now.
 *
 * `digest` is null where the registry gave none, and `error` says why: never a reason to restart anything.
 * `platforms` maps `os/architecture[/variant]` to the manifests of an index; a runtime may report any of them.
 * `aliases` are the other tags of the repository with this digest, the newest first. `details` says what the image is, and
 * `running` which digests of this repository and tag run now, and what those are.
 */
export const ImageRow = z
  .looseObject({
    repository: RepositoryName,
    tag: TagName,
    digest: Digest.nullable(),
    error: ImageError.optional(),
    mediaType: z.string().max(255).optional(),
    platforms: Platforms.optional(),
    aliases: z.array(z.string().max(255)).optional(),
    details: ImageDetails.optional(),
    running: z.array(RunningImage).optional(),
    source: z.string().max(255).optional(),
    resolvedAt: z.iso.datetime().max(64).optional(),
    // A row of image-pair has the same keys, but without the platforms a running one of them would be taken for stale.
    partner: z.undefined().optional(),
  })
  .refine((row) => row.digest === null || row.error === undefined, {
    path: ['error'],
    message: 'a row has a digest or an error, not both',
  })
  .describe('tag-digest');
export type ImageRow = z.infer<typeof ImageRow>;

const INDEX_TYPES = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

/** Whether a media type is that of an index: a list of manifests, one for each platform. */
export const isIndex = (mediaType: string | undefined): boolean => INDEX_TYPES.has(mediaType ?? '');
