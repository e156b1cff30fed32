import { printable } from '@patch-notebook-sts/core/text/printable';
import { type Judgement, mismatched, paired, unknown } from './judgement.ts';

/** A Git or Mercurial commit. */
const COMMIT = /^[0-9a-f]{7,64}$/;

/** An image's name and the revision that it says it was built from, if it does. */
export interface Revised {
  name: string;
  revision: string | undefined;
}

/**
 * Whether two images say that they were built from one commit. A text that is no commit, such as a placeholder, or one
 * that ends in `-dirty`, pairs with nothing, not even with itself.
 */
export function compareRevisions(notebook: Revised, partner: Revised): Judgement {
  for (const { name, revision } of [notebook, partner])
    if (revision === undefined) return unknown(`${name} doesn't say from which revision it was built`);
  for (const { name, revision = '' } of [notebook, partner])
    if (!COMMIT.test(revision))
      return mismatched(`${name} says revision "${printable(revision, 255)}", which is no commit`);
  if (notebook.revision !== partner.revision)
    return mismatched(
      `${notebook.name} was built from ${notebook.revision}, and ${partner.name} from ${partner.revision}`,
    );
  return paired(`both were built from ${notebook.revision}`);
}
