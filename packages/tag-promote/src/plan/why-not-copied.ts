import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Tags } from '../move/tags.ts';

/**
 * Why a tag must not be copied: what copies it has another image under that name, because the name leads elsewhere. Where
 * manifests are written and no tag is copied, there is no reason.
 */
export async function whyNotCopied(
  repository: string,
  tag: string,
  digest: string,
  tags: Tags,
): Promise<string | undefined> {
  const there = tags.copied === undefined ? digest : await tags.copied(repository, tag);
  if (there === digest) return undefined;
  const is = there === null ? 'is not there' : `is ${shortDigest(there)}`;
  return `${tag} is ${shortDigest(digest)} in the registry, and ${is} where it would be copied; check --url and --repository-key`;
}
