import { formatReference, parseReference, type Reference } from '@patch-notebook-sts/core/rows/reference';
import { printable } from '@patch-notebook-sts/core/text/printable';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import { type Judgement, mismatched, paired } from './judgement.ts';

/** What a partner's tag points to now. */
export interface Partner {
  repository: string;
  tag: string;
  digest: string;
  /** The manifests of an index by platform. */
  platforms: Readonly<Record<string, string>>;
}

/** A text that names a partner, and where it stands: `label x` or `/etc/worker.yml`. */
export interface Named {
  text: string;
  where: string;
  /** That of the image which has the text; undefined for the index as a whole. */
  platform: string | undefined;
}

/** The partner's image that a text names; a judgement where it names something else. */
export function readNamed({ text, where }: Named, partner: Partner): Reference | Judgement {
  const found = parseReference(text);
  // A placeholder that the build should have replaced mostly has capital letters.
  if (found === undefined)
    return mismatched(`${where} says "${printable(text, 255)}", which is no image's name`);
  if (found.repository !== partner.repository)
    return mismatched(`${where} names ${formatReference(found)}, which is not of ${partner.repository}`);
  return found;
}

/**
 * Whether the named image is what the partner's tag points to now.
 * @param digest of the named image; undefined: there is none
 */
export function compareNamed(
  { where, platform }: Named,
  named: Reference,
  digest: string | undefined,
  partner: Partner,
): Judgement {
  const name = formatReference(named);
  if (digest === undefined) return mismatched(`${where} names ${name}, which does not exist`);
  const own = platform === undefined ? undefined : partner.platforms[platform];
  if (digest === partner.digest || digest === own) return paired(`${where} names ${name}`);
  const is = named.digest === undefined ? ` (${shortDigest(digest)})` : '';
  const now = `${partner.repository}:${partner.tag} is ${shortDigest(partner.digest)}`;
  return mismatched(`${where} names ${name}${is}, but ${now}`);
}
