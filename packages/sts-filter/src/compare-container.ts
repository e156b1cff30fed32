import type { Decision } from '@patch-notebook-sts/core/rows/decision-row';
import { runningDigest, withoutScheme } from '@patch-notebook-sts/core/rows/digest';
import { type ImageRow, isIndex } from '@patch-notebook-sts/core/rows/image-row';
import type { Images } from '@patch-notebook-sts/core/rows/images';
import { type NotebookFacts, Timestamp } from '@patch-notebook-sts/core/rows/notebook-facts';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';
import type { MigratedContainer, StaleContainer } from '@patch-notebook-sts/core/rows/restart-row';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Container } from './containers.ts';
import { sameContent } from './same-content.ts';

/** What was decided about one container, and why. */
export interface Verdict {
  decision: Decision;
  reason: string;
  /** What the container's tag points to, where that is known and the container may pull it. */
  target?: ImageRow | undefined;
  /** What runs and what is wanted, where they differ. */
  stale?: StaleContainer | undefined;
  /** What the container gets, where that is the decision. */
  change?: MigratedContainer;
}

/** The result of comparing an image with its running digest, without the container's name. */
interface Comparison {
  decision: Decision;
  /** The end of the reason, after the container's name. */
  why: string;
  target?: ImageRow;
  stale?: Pick<StaleContainer, 'running' | 'wanted' | 'platforms' | 'details'>;
}

type Comparisons = Map<string, Map<string, Comparison>>;

/**
 * Comparisons made so far, by the nodes' platform, the reference and what runs of it: a hundred thousand containers have
 * the same few images.
 */
const known = new WeakMap<Images, Map<string | undefined, Comparisons>>();

/**
 * Decides about one container by what it runs alone. The questions stand in the order of the table of decisions in the
 * docs; whatever can't be known is never stale. guard.ts asks what may keep a stale container from restarting.
 * @param platform that of all nodes, such as `linux/amd64`, where it is known
 */
export function compareContainer(
  { name, image, imageID }: Container,
  images: Images,
  notebook?: NotebookFacts,
  platform?: string,
): Verdict {
  const stopped = notebook?.stopped ?? undefined;
  const { decision, why, target, stale } =
    stopped === undefined
      ? remembered(image, imageID, images, platform)
      : compareImage(image, imageID, stopped, images, platform);
  return {
    decision,
    reason: `container ${name} ${why}`,
    target,
    stale: stale && { name, image, ...stale },
  };
}

function remembered(
  image: string,
  imageID: string,
  images: Images,
  platform: string | undefined,
): Comparison {
  const made = known.get(images)?.get(platform)?.get(image)?.get(imageID);
  if (made !== undefined) return made;
  const comparison = compareImage(image, imageID, undefined, images, platform);
  const ofImages = known.get(images) ?? new Map<string | undefined, Comparisons>();
  const ofPlatform = ofImages.get(platform) ?? new Map<string, Map<string, Comparison>>();
  const ofImage = ofPlatform.get(image) ?? new Map<string, Comparison>();
  known.set(images, ofImages.set(platform, ofPlatform.set(image, ofImage.set(imageID, comparison))));
  return comparison;
}

/** @param stopped the value that stops the container's notebook, where it is stopped */
function compareImage(
  image: string,
  imageID: string,
  stopped: string | undefined,
  images: Images,
  platform: string | undefined,
): Comparison {
  const say = (decision: Decision, why: string, target?: ImageRow): Comparison => ({
    decision,
    why,
    ...(target === undefined ? {} : { target }),
  });
  const reference = parseReference(image);
  if (reference === undefined) return withoutReference(image, imageID, images, say);
  const { repository, tag, digest: pin } = reference;
  const asked = images.tags(repository);
  if (asked.length === 0) return say('untracked', `is of ${repository}, which is not listed`);
  if (pin !== undefined || tag === undefined) return say('pinned', `names ${shortDigest(pin)} in its spec`);
  const row = images.find(repository, tag);
  if (row === undefined) return say('other-tag', `is on ${tag}, not on ${asked.join(' or ')}`);
  if (row.digest === null) {
    return say(
      'unknown-digest',
      `is on ${tag}, for which the registry gave no digest (${row.error ?? 'no reason given'})`,
    );
  }
  if (stopped !== undefined) {
    // Its StatefulSet has no replicas: a pod that is still there is on its way out. Any text stops a notebook, but only
    // a moment is shown.
    const since = Timestamp.safeParse(stopped).success ? ` since ${stopped}` : '';
    const why = `will pull the current image when it starts: its notebook is stopped${since}`;
    return say('not-running', why, row);
  }
  if (imageID === '') return say('not-running', 'has no image yet and will pull the current one', row);

  const running = runningDigest(imageID);
  const wanted = new Set([row.digest, ...Object.values(row.platforms ?? {})]);
  if (running !== undefined && wanted.has(running.digest)) {
    return say('current', `runs ${shortDigest(running.digest)}, which is ${tag}`, row);
  }
  const doubt = whyIncomparable(imageID, running, row);
  if (running === undefined || doubt !== undefined) return say('unknown-digest', doubt ?? '', row);
  const index = row.running?.find(({ digest }) => digest === running.digest);
  const same = sameContent(index?.platforms ?? {}, row.platforms ?? {}, platform);
  if (same !== undefined) {
    const why = `runs ${shortDigest(running.digest)}, whose ${same.join(' and ')} is that of ${tag}`;
    return say('current', why, row);
  }

  const platforms =
    row.platforms !== undefined && Object.keys(row.platforms).length > 0 ? row.platforms : undefined;
  return {
    ...say('stale', `runs ${shortDigest(running.digest)}, but ${tag} is ${shortDigest(row.digest)}`, row),
    stale: {
      running: running.digest,
      wanted: row.digest,
      ...(platforms ? { platforms } : {}),
      ...(row.details?.size ? { details: { size: row.details.size } } : {}),
    },
  };
}

/** Why a digest that is not a wanted one can't be called another image, if so. */
function whyIncomparable(
  imageID: string,
  running: ReturnType<typeof runningDigest>,
  row: ImageRow,
): string | undefined {
  if (running === undefined) return `runs "${imageID}", which holds no digest`;
  // Some runtimes report the image's config, which says nothing about its manifest.
  if (!running.comparable) return `runs the image id ${shortDigest(running.digest)}, which can't be compared`;
  const platforms = Object.keys(row.platforms ?? {}).length;
  if (isIndex(row.mediaType) && platforms === 0) {
    return `runs ${shortDigest(running.digest)}, which may be a platform of the index ${shortDigest(row.digest)}`;
  }
  return undefined;
}

/** A status that lost its tag (`sha256:…`) in a row without a spec: its repository may still be listed. */
function withoutReference(
  image: string,
  imageID: string,
  images: Images,
  say: (decision: Decision, why: string) => Comparison,
): Comparison {
  const repository = parseReference(withoutScheme(imageID))?.repository ?? '';
  return images.tags(repository).length > 0
    ? say('unknown-digest', `is of ${repository}, but its row doesn't say on which tag`)
    : say('untracked', `names no repository: "${image}"`);
}
