import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import { imageDetails } from '@patch-notebook-sts/core/oci/image-details';
import type { ImageLookup } from '@patch-notebook-sts/core/registry/image-lookup';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import type { Tags } from '../move/tags.ts';
import type { PromoteRow } from '../rows/promote-row.ts';
import type { Planned } from './planned.ts';
import { type Described, type Rules, whyRefused } from './rules.ts';
import { whyNotCopied } from './why-not-copied.ts';

/** What is promoted to where. */
export interface Promotion {
  source: string;
  tag: string;
  /** What follows the target's name in the tag that keeps its old digest; empty: none is kept. */
  backupSuffix: string;
}

/** Looks up what a promotion would do in one repository, and asks the rules. Reads only. */
export async function planPromotion(
  repository: string,
  { source, tag, backupSuffix }: Promotion,
  rules: Rules,
  tags: Tags,
  lookup: ImageLookup,
): Promise<Planned> {
  const row: PromoteRow = { repository, source, tag, from: null, to: null, backup: null, outcome: 'failed' };
  try {
    row.to = await tags.digestOf(repository, source);
    row.from = await tags.digestOf(repository, tag);
    if (row.to === null) return ended(row, 'refused', `there is no tag ${source}`);
    if (row.from === row.to) return ended(row, 'unchanged');
    const elsewhere = await whyNotCopied(repository, source, row.to, tags);
    if (elsewhere !== undefined) return ended(row, 'refused', elsewhere);
    const now = await describe(repository, row.to, lookup);
    const before = row.from === null ? null : await describe(repository, row.from, lookup, rules);
    const why = whyRefused(repository, before, now, rules);
    if (why !== undefined) return ended(row, 'refused', why);
    const backup = row.from === null || backupSuffix === '' ? undefined : tag + backupSuffix;
    const to = await tags.manifest(repository, row.to);
    return {
      row: { ...row, backup: backup ?? null, outcome: 'planned' },
      move: { repository, tag, from: row.from, to, source, backup },
    };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    const missing =
      error.code === 'not-found' ? ', or of something that it names: the image is not whole' : '';
    return ended(row, 'failed', `${error.code}: ${oneLineMessage(error)}${missing}`);
  }
}

const ended = (row: PromoteRow, outcome: PromoteRow['outcome'], reason?: string): Planned => ({
  row: { ...row, outcome, ...(reason === undefined ? {} : { reason }) },
});

/**
 * Reads a manifest, and the manifests and configs of its platforms: an image of which a part is missing can't run.
 * @param rules given for the image that is replaced: what no rule asks about need not be readable
 */
async function describe(
  repository: string,
  digest: string,
  lookup: ImageLookup,
  rules?: Rules,
): Promise<Described> {
  if (rules?.allowFewerPlatforms && !rules.noOlder)
    return { digest, children: [], platforms: [], details: {} };
  const images = await lookup.images(repository, digest);
  const { platforms, annotations } = await lookup.manifest(repository, digest);
  return {
    digest,
    children: Object.values(platforms),
    platforms: images.map(({ platform }) => platform),
    details: imageDetails(images, annotations),
  };
}
