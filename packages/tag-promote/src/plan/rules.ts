import { createdAt } from '@patch-notebook-sts/core/oci/image-details';
import type { ImageDetails } from '@patch-notebook-sts/core/rows/image-row';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Expected } from './expected.ts';

/** What may speak against a promotion. */
export interface Rules {
  expected: Expected;
  hold: ReadonlySet<string>;
  allowFewerPlatforms: boolean;
  noOlder: boolean;
}

/** What a tag points to, as far as the rules ask about it. */
export interface Described {
  digest: string;
  /** The digests of the manifests of its platforms. */
  children: readonly string[];
  /** Undefined where an image doesn't say for which platform it is. */
  platforms: readonly (string | undefined)[];
  details: ImageDetails;
}

/** Why a tag may not be moved from `before` to `now`, as a sentence; undefined where nothing speaks against it. */
export function whyRefused(
  repository: string,
  before: Described | null,
  now: Described,
  { expected, hold, allowFewerPlatforms, noOlder }: Rules,
): string | undefined {
  const unexpected = expected(repository, before?.digest ?? null, now.digest);
  if (unexpected !== undefined) return unexpected;
  const held = [now.digest, ...now.children].find((digest) => hold.has(digest));
  if (held !== undefined) return `${shortDigest(held)} is held`;
  if (before === null) return undefined;
  if (!allowFewerPlatforms) {
    const lost = lostPlatforms(before.platforms, now.platforms);
    if (lost !== undefined) return `${lost}; --allow-fewer-platforms promotes it all the same`;
  }
  return noOlder ? whyOlder(before.details, now.details) : undefined;
}

/** The variant v8 is what arm64 means: https://github.com/containerd/platforms/blob/main/database.go */
const normal = (platform: string): string => platform.replace(/#\d+$/, '').replace(/^(.*\/arm64)\/v8$/, '$1');

function lostPlatforms(before: Described['platforms'], now: Described['platforms']): string | undefined {
  if (before.includes(undefined) || now.includes(undefined))
    return 'an image does not say for which platform it is';
  const has = new Set(now.map((platform) => normal(platform ?? '')));
  const lost = before.map((platform) => normal(platform ?? '')).filter((platform) => !has.has(platform));
  return lost.length === 0 ? undefined : `it has no ${lost.join(' and no ')}, which the present one has`;
}

function whyOlder(before: ImageDetails, now: ImageDetails): string | undefined {
  const [was, is] = [createdAt(before), createdAt(now)];
  if (was === undefined || is === undefined)
    return 'an image does not say when it was created, and --no-older asks';
  if (is >= was) return undefined;
  const [old, young] = [is, was].map((time) => new Date(time).toISOString());
  return `it was created at ${old}, before the present one (${young})`;
}
