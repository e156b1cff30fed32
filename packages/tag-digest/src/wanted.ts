import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { badInput, usageError } from '@patch-notebook-sts/core/failure';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';

/** A tag to look up, in Docker's normal form. */
export interface Wanted {
  repository: string;
  tag: string;
}

/**
 * What a line of the images file, or an `--image`, asks for: its own tag where it carries one, else each of `tags`.
 * @param at where it stood, for the refusal: `images.txt:3` (exit 3), or `--image` (exit 2)
 */
export function wantedOf(text: string, tags: readonly string[], at: string): Wanted[] {
  const refuse = (what: string) => (at.startsWith('--') ? usageError : badInput)(`${at}: ${what}`);
  const reference = parseReference(text);
  if (reference === undefined) throw refuse(`"${text}" is not an image's name`);
  const { repository, tag = '', digest } = reference;
  if (digest !== undefined) throw refuse(`"${text}" names a digest; a repository or a tag is looked up`);
  const ownTag = text.lastIndexOf(':') > text.lastIndexOf('/');
  if (ownTag) return [{ repository, tag }];
  if (tags.length === 0) throw refuse(`"${text}" carries no tag, and no TAG was given`);
  return tags.map((asked) => ({ repository, tag: asked }));
}

/** A line of the images file without its comment and its CR; `#` can't occur in an image's name. */
export const stripComment = (line: string): string => line.replace(/#.*$/s, '').trim();

/**
 * What a container in use asks for: `tags` of its repository, or its own tag where there are none.
 * A container pinned by digest has no tag of its own, and what is no reference has no repository.
 */
export function wantedInUse(row: ContainerRow, tags: readonly string[]): Wanted[] {
  const { repository, tag, digest } = parseReference(row.spec?.image ?? row.image.image ?? '') ?? {};
  if (repository === undefined) return [];
  if (tags.length > 0) return tags.map((asked) => ({ repository, tag: asked }));
  return tag === undefined || digest !== undefined ? [] : [{ repository, tag }];
}

/** Each tag once, in the order of repository and tag. */
export function distinct(wanted: readonly Wanted[]): Wanted[] {
  const byName = new Map(wanted.map((one) => [`${one.repository}:${one.tag}`, one]));
  return [...byName.values()].sort(
    (a, b) => byCodeUnit(a.repository, b.repository) || byCodeUnit(a.tag, b.tag),
  );
}
