import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import { isIndex } from '@patch-notebook-sts/core/rows/image-row';
import type { Answer } from './http.ts';
import { digestOf, indexPlatforms, manifestType, sniffManifestType, verifyDigest } from './manifest.ts';
import { type Resolved, type TagDigest, Unresolved } from './source.ts';

/** Asks for a manifest by tag or digest; throws Unresolved for whatever is no manifest. */
export type AskManifest = (method: 'HEAD' | 'GET', reference: string) => Promise<Answer>;

/**
 * What a tag points to, as a registry's manifest API tells it: from HEAD alone for a single image, with a GET by digest
 * for the platforms of an index, and with a GET by tag where the headers don't say enough.
 *
 * @param head the answer to HEAD of the tag
 * @param where the registry's host, for the refusals
 */
export async function resolveManifest(
  head: Answer,
  ask: AskManifest,
  tag: string,
  where: string,
): Promise<Resolved> {
  const digest = headerDigest(head);
  const mediaType = manifestType(head.headers['content-type']);
  if (digest !== undefined && mediaType !== undefined) {
    if (!isIndex(mediaType)) return { digest, mediaType, platforms: {} };
    const index = await ask('GET', digest).catch((error: unknown) => {
      if (!(error instanceof Unresolved) || error.code !== 'not-found') throw error;
      throw new Unresolved('invalid-response', `${where} names the index ${digest} and doesn't have it`);
    });
    verifyDigest(index.body, digest, where);
    return { digest, mediaType, platforms: indexPlatforms(index.body, where) };
  }
  // The tag may have moved since HEAD, so the digest that counts is the one of this body.
  const whole = await ask('GET', tag);
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
 * The digest that the headers of a manifest name. Docker-Content-Digest is only recommended; Artifactory has left it out
 * and sent X-Checksum-Sha256 (https://github.com/deitch/docker_registry2/issues/83).
 */
export function headerDigest({ headers }: Answer): string | undefined {
  const candidates = [
    headers['docker-content-digest'],
    `sha256:${headers['x-checksum-sha256']?.toLowerCase()}`,
  ];
  return candidates.find((text): text is string => text !== undefined && isDigest(text));
}

/**
 * The digests of all tags, each asked for in its own request: the API has no other way. A tag that vanished meanwhile is
 * left out.
 */
export async function tagDigests(
  tags: readonly string[],
  head: (tag: string) => Promise<Answer>,
  ask: AskManifest,
  where: string,
): Promise<TagDigest[]> {
  const found = await Promise.all(
    tags.map(async (tag): Promise<TagDigest | undefined> => {
      try {
        const answer = await head(tag);
        const digest = headerDigest(answer) ?? (await resolveManifest(answer, ask, tag, where)).digest;
        const movedAt = Date.parse(answer.headers['last-modified'] ?? '');
        return { tag, digest, movedAt: Number.isNaN(movedAt) ? undefined : movedAt };
      } catch (error) {
        if (error instanceof Unresolved && error.code === 'not-found') return undefined;
        throw error;
      }
    }),
  );
  return found.filter((tag) => tag !== undefined);
}
