import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import { isIndex } from '@patch-notebook-sts/core/rows/image-row';
import type { HttpResponse } from '../http/http-types.ts';
import { ResolveError } from '../source/resolve-error.ts';
import type { ResolvedTag, TagDigest } from '../source/source.ts';
import { digestOf, indexPlatforms, manifestType, sniffManifestType, verifyDigest } from './manifest.ts';

/** Requests a manifest by tag or digest. Throws ResolveError for any status other than success. */
export type RequestManifest = (method: 'HEAD' | 'GET', reference: string) => Promise<HttpResponse>;

/**
 * What a tag points to, by a registry's manifest API. HEAD alone is enough for a single image. The platforms of an index
 * take a GET by digest. If the headers don't say enough, a GET by tag decides.
 *
 * @param head the response to HEAD of the tag
 * @param where the registry's host, for error messages
 */
export async function resolveManifest(
  head: HttpResponse,
  requestManifest: RequestManifest,
  tag: string,
  where: string,
): Promise<ResolvedTag> {
  const digest = headerDigest(head);
  const mediaType = manifestType(head.headers['content-type']);
  if (digest !== undefined && mediaType !== undefined) {
    if (!isIndex(mediaType)) return { digest, mediaType, platforms: {} };
    const index = await requestManifest('GET', digest).catch((error: unknown) => {
      if (!(error instanceof ResolveError) || error.code !== 'not-found') throw error;
      throw new ResolveError('invalid-response', `${where} names the index ${digest} but does not have it`);
    });
    verifyDigest(index.body, digest, where);
    return { digest, mediaType, platforms: indexPlatforms(index.body, where) };
  }
  // The tag may have moved since HEAD, so only this response counts.
  const whole = await requestManifest('GET', tag);
  const claimed = headerDigest(whole);
  if (claimed !== undefined) verifyDigest(whole.body, claimed, where);
  const type = manifestType(whole.headers['content-type']) ?? sniffManifestType(whole.body, where);
  return {
    digest: claimed ?? digestOf(whole.body),
    mediaType: type,
    platforms: isIndex(type) ? indexPlatforms(whole.body, where) : {},
  };
}

/**
 * The digest that the headers of a manifest name. Docker-Content-Digest is only recommended; Artifactory has sent
 * X-Checksum-Sha256 instead (https://github.com/deitch/docker_registry2/issues/83).
 */
export function headerDigest({ headers }: HttpResponse): string | undefined {
  const candidates = [
    headers['docker-content-digest'],
    `sha256:${headers['x-checksum-sha256']?.toLowerCase()}`,
  ];
  return candidates.find((text): text is string => text !== undefined && isDigest(text));
}

/** The digests of all tags. The API has no way to ask for several, so each takes a request. Vanished tags are left out. */
export async function tagDigests(
  tags: readonly string[],
  head: (tag: string) => Promise<HttpResponse>,
  requestManifest: RequestManifest,
  where: string,
): Promise<TagDigest[]> {
  const found = await Promise.all(
    tags.map(async (tag): Promise<TagDigest | undefined> => {
      try {
        const response = await head(tag);
        const digest =
          headerDigest(response) ?? (await resolveManifest(response, requestManifest, tag, where)).digest;
        const movedAt = Date.parse(response.headers['last-modified'] ?? '');
        return { tag, digest, movedAt: Number.isNaN(movedAt) ? undefined : movedAt };
      } catch (error) {
        if (error instanceof ResolveError && error.code === 'not-found') return undefined;
        throw error;
      }
    }),
  );
  return found.filter((tag) => tag !== undefined);
}
