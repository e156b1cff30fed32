import type { HttpResponse } from '../http/http-types.ts';
import { isDigest } from '../rows/digest.ts';
import { isIndex } from '../rows/image-row.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { digestOf, manifestType, parseManifest, verifyDigest } from './manifest.ts';

/** What a tag points to now. */
export interface ResolvedTag {
  digest: string;
  mediaType?: string;
  /** `os/architecture[/variant]` to manifest digest, if the tag points to an index. */
  platforms: Record<string, string>;
}

/** A tag of a repository. `movedAt` is when the tag was last moved (milliseconds of the epoch), if the source knows. */
export interface TagDigest {
  tag: string;
  digest: string;
  movedAt?: number | undefined;
}

/** Requests a manifest by tag or digest. Throws ResolveError for any status other than success. */
export type RequestManifest = (method: 'HEAD' | 'GET', reference: string) => Promise<HttpResponse>;

/** What the response to a HEAD request says about a tag, as far as it is known. */
export interface ManifestHead {
  digest: string | undefined;
  mediaType: string | undefined;
  /** When the tag was last moved, in milliseconds of the epoch. */
  movedAt: number | undefined;
}

export function manifestHead(response: HttpResponse): ManifestHead {
  const movedAt = Date.parse(response.headers['last-modified'] ?? '');
  return {
    digest: headerDigest(response),
    mediaType: manifestType(response.headers['content-type']),
    movedAt: Number.isNaN(movedAt) ? undefined : movedAt,
  };
}

/**
 * What a tag points to, by a registry's manifest API. HEAD alone is enough for a single image. The platforms of an index
 * take a GET by digest. If the headers don't say enough, a GET by tag decides.
 *
 * @param where the registry's host, for error messages
 */
export async function resolveManifest(
  { digest, mediaType }: ManifestHead,
  requestManifest: RequestManifest,
  tag: string,
  where: string,
): Promise<ResolvedTag> {
  if (digest !== undefined && mediaType !== undefined) {
    if (!isIndex(mediaType)) return { digest, mediaType, platforms: {} };
    const index = await requestManifest('GET', digest).catch((error: unknown) => {
      if (!(error instanceof ResolveError) || error.code !== 'not-found') throw error;
      throw new ResolveError('invalid-response', `${where} names the index ${digest} but does not have it`);
    });
    verifyDigest(index.body, digest, where);
    return { digest, ...parseManifest(index.body, mediaType, where) };
  }
  // The tag may have moved since HEAD, so only this response counts.
  const whole = await requestManifest('GET', tag);
  const facts = parseManifest(whole.body, whole.headers['content-type'], where);
  const claimed = headerDigest(whole);
  if (claimed !== undefined) verifyDigest(whole.body, claimed, where);
  return { digest: claimed ?? digestOf(whole.body), ...facts };
}

/** The digests of nothing. A proxy that computes the header itself may send one with a HEAD response. */
const EMPTY_DIGESTS = ['sha256', 'sha512'].map((algorithm) => digestOf(new Uint8Array(), algorithm));

/**
 * The digest that the headers of a manifest name. Docker-Content-Digest is only recommended; Artifactory has sent
 * X-Checksum-Sha256 instead (https://github.com/deitch/docker_registry2/issues/83).
 */
export function headerDigest({ headers }: HttpResponse): string | undefined {
  const candidates = [
    headers['docker-content-digest'],
    `sha256:${headers['x-checksum-sha256']?.toLowerCase()}`,
  ];
  return candidates.find(
    (text): text is string => text !== undefined && isDigest(text) && !EMPTY_DIGESTS.includes(text),
  );
}

/** Workers that look up the tags of a repository; at least as many as `--concurrency` may allow. */
const WORKERS = 1000;

/** The digests of all tags. The API has no way to ask for several, so each takes a request. Vanished tags are left out. */
export async function tagDigests(
  tags: readonly string[],
  head: (tag: string) => Promise<ManifestHead>,
  requestManifest: RequestManifest,
  where: string,
): Promise<TagDigest[]> {
  const found: (TagDigest | undefined)[] = tags.map(() => undefined);
  const left = tags.entries();
  // All workers take from one iterator. A promise for each tag at once would take more memory than everything else.
  const work = async (): Promise<void> => {
    for (const [i, tag] of left) {
      try {
        const known = await head(tag);
        const digest = known.digest ?? (await resolveManifest(known, requestManifest, tag, where)).digest;
        found[i] = { tag, digest, movedAt: known.movedAt };
      } catch (error) {
        if (error instanceof ResolveError && error.code === 'not-found') continue;
        // The list is useless without this tag, so the rest need not be requested.
        Array.from(left);
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return found.filter((tag) => tag !== undefined);
}
