import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Labels } from './labels.ts';
import { type Answer, labelOf, unknown } from './source-change.ts';

export const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';

/** What a tag points to: its digest, and the manifests of its platforms if it is an index. */
export interface BaseNow {
  digest: string;
  platforms: Record<string, string>;
}

/**
 * Whether the base image of an image has moved since it was built. Its digest may be that of an index, or for each platform
 * that of its manifest.
 * @param resolve what a reference points to now; throws if that can't be known
 * @returns undefined where the image doesn't say what its base is
 */
export async function baseChange(
  platforms: readonly Labels[],
  resolve: (repository: string, tag: string) => Promise<BaseNow>,
): Promise<Answer | undefined> {
  const name = labelOf(platforms, BASE_NAME);
  const digests = platforms.map((labels) => labels[BASE_DIGEST]).filter((text) => text !== undefined);
  if (name === undefined || digests.length === 0) return undefined;
  const { repository, tag, digest } = parseReference(name) ?? {};
  if (repository === undefined || digests.some((text) => !isDigest(text)))
    return unknown(`the labels of its base image, ${name}, can't be read`);
  // A base that is named by its digest can't move.
  if (tag === undefined || digest !== undefined) return undefined;
  const now = await resolve(repository, tag);
  const current = new Set([now.digest, ...Object.values(now.platforms)]);
  const old = digests.find((text) => !current.has(text));
  if (old === undefined) return { changed: false, reason: `its base, ${name}, has not moved` };
  return {
    changed: true,
    reason: `its base, ${name}, was ${shortDigest(old)} and is ${shortDigest(now.digest)}`,
  };
}
