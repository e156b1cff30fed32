import { runningDigest } from '@patch-notebook-sts/core/rows/digest';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import type { Images } from '@patch-notebook-sts/core/rows/images';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';
import { PullPolicy } from '@patch-notebook-sts/core/rows/pull-policy';
import { parseReference, withTag } from '@patch-notebook-sts/core/rows/reference';
import type { MigratedContainer } from '@patch-notebook-sts/core/rows/restart-row';
import { matchesGlob } from '@patch-notebook-sts/core/text/glob';
import type { Verdict } from './compare-container.ts';
import type { Container } from './containers.ts';

/** Who is given another tag, or the pull policy Always. */
export interface Migration {
  /** The tag to move to; undefined: no container moves. */
  to: string | undefined;
  /** A glob that the whole present tag must match; undefined: any tag. */
  from: string | undefined;
  fixPullPolicy: boolean;
}

/**
 * What a container's verdict becomes when it may be migrated: a tag that was not asked for can be changed, and so can the
 * pull policy of what is current or stale. Everything else stays as it is: what is pinned, or can't be known, is never
 * touched, and what has not run yet keeps its policy, because it will pull anyway.
 *
 * What runs now does not matter, because the other tag replaces it; but the target must have a digest.
 */
export function migrate(
  container: Container,
  verdict: Verdict,
  images: Images,
  notebook: NotebookFacts | undefined,
  migration: Migration,
): Verdict {
  const { to, fixPullPolicy } = migration;
  if (to === undefined && !fixPullPolicy) return verdict;
  const { repository = '', tag = '' } = parseReference(container.image) ?? {};
  if (verdict.decision === 'other-tag' && to !== undefined) {
    const stay = (why: string): Verdict => ({ ...verdict, reason: `${verdict.reason}; ${why}` });
    if (migration.from !== undefined && !matchesGlob(migration.from, tag))
      return stay(`${tag} is not among those to migrate`);
    const target = images.find(repository, to);
    if (target === undefined) return stay(`it can't move to ${to}, which was not looked up`);
    if (target.digest === null)
      return stay(
        `it can't move to ${to}, for which the registry gave no digest (${target.error ?? 'no reason given'})`,
      );
    if (typeof notebook?.stopped === 'string') return stay('its notebook is stopped');
    const change = changeOf(container, withTag(container.image, to), target, migration);
    const reason = `container ${container.name} is on ${tag} and moves to ${to}`;
    return { decision: 'migrate', reason, target, change };
  }
  if (!fixPullPolicy || (verdict.decision !== 'stale' && verdict.decision !== 'current')) return verdict;
  const target = images.find(repository, tag);
  if (target === undefined || lazyPolicy(container) === undefined) return verdict;
  const change = changeOf(container, container.image, target, migration);
  const reason = `${verdict.reason}; its imagePullPolicy becomes Always`;
  return { decision: 'migrate', reason, target, change };
}

/** A pull policy other than Always; undefined where it is Always, or not known. */
function lazyPolicy({ imagePullPolicy }: Container): PullPolicy | undefined {
  const policy = PullPolicy.safeParse(imagePullPolicy).data;
  return policy === 'Always' ? undefined : policy;
}

function changeOf(
  container: Container,
  to: string,
  { digest, platforms = {}, details }: ImageRow,
  { fixPullPolicy }: Migration,
): MigratedContainer {
  const running = runningDigest(container.imageID)?.digest;
  const was = fixPullPolicy ? lazyPolicy(container) : undefined;
  return {
    name: container.name,
    image: container.image,
    to,
    ...(running === undefined ? {} : { running }),
    ...(digest === null ? {} : { wanted: digest }),
    ...(Object.keys(platforms).length === 0 ? {} : { platforms }),
    ...(details?.size === undefined ? {} : { details: { size: details.size } }),
    ...(was === undefined ? {} : { imagePullPolicy: 'Always' as const, wasImagePullPolicy: was }),
  };
}
