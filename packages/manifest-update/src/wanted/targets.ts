import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import type { Images } from '@patch-notebook-sts/core/rows/images';
import type { Place } from '../places/place.ts';
import { isLongForm } from './long-form.ts';
import { isMovingName, variantOf } from './variant.ts';

/** What places are set to: `--to`. */
export const forms = ['tag', 'digest', 'tag@digest', 'alias'] as const;
export type Form = (typeof forms)[number];

/** The version that a place is to name. */
export interface Target {
  form: Form;
  tag: string;
  digest: string;
}

/** A result, or the reason why there is none. */
export type OrReason<T> = T | { reason: string };

export const isReason = <T extends object>(found: OrReason<T>): found is { reason: string } =>
  'reason' in found;

/** The version that a place is to name, by the rows of its repository. */
export function targetOf(place: Place, images: Images, form: Form): OrReason<Target> {
  const row = rowFor(place, images);
  if (isReason(row)) return row;
  if (row.digest === null)
    return { reason: `tag-digest found no ${row.tag}: ${row.error ?? 'it gave no digest'}` };
  if (form !== 'alias') return { form, tag: row.tag, digest: row.digest };
  const alias = [row.tag, ...(row.aliases ?? [])].find(isLongForm);
  if (alias !== undefined) return { form, tag: alias, digest: row.digest };
  return {
    reason:
      row.aliases === undefined
        ? `the row of ${row.tag} has no aliases; look it up with tag-digest --aliases`
        : `no other tag with the digest of ${row.tag} names one build`,
  };
}

/**
 * The row that a place follows: that of its own tag; else the only one of its variant. A place on a moving tag, as
 * `latest`, follows no other, because somebody chose to have it move; unless the command line names it.
 */
function rowFor({ repository, tag, isNamed }: Place, images: Images): OrReason<ImageRow> {
  const tags = images.tags(repository);
  const own = tag === undefined ? undefined : images.find(repository, tag);
  if (own !== undefined) return own;
  if (tag !== undefined && isMovingName(tag) && !isNamed)
    return { reason: `it follows the moving tag ${tag}; name it with --at to change it` };
  const variant = variantOf(tag ?? '');
  const alike = tag === undefined ? tags : tags.filter((other) => variantOf(other) === variant);
  const [only, ...others] = alike;
  if (only === undefined)
    return {
      reason: `${tag} is ${variant === '' ? 'no variant' : `the variant ${variant}`}, and only ${tags.join(', ')} is listed`,
    };
  const row = images.find(repository, only);
  return row === undefined || others.length > 0
    ? { reason: `several tags are listed: ${alike.join(', ')}` }
    : row;
}
