import { usageError } from '@patch-notebook-sts/core/failure';
import type { Place } from '../places/place.ts';
import type { Edit } from './new-values.ts';
import type { OrReason } from './targets.ts';

/** A template of `--also`: `name="Weekly {tag}"`. */
export interface Also {
  key: string;
  before: string;
  after: string;
}

/** Reads `KEY=TEXT`, where the text has one `{tag}`; anything else is a usage error. */
export function parseAlso(text: string): Also {
  const [, key = '', before = '', after = ''] = /^([^=]+)=([^{]*)\{tag\}([^{]*)$/.exec(text) ?? [];
  if (key === '') throw usageError(`--also: "${text}" is not KEY=TEXT with one {tag} in the text`);
  return { key, before, after };
}

/**
 * The text that a place's neighbour is to have. `{tag}` stands for the tag, or for its end: beside `w_2022_40`, the
 * neighbour `Weekly 2022_40` goes with `Weekly {tag}`. Which, the present text says. One that does not go with the
 * present tag says something else, and is left.
 * @returns undefined where there is no such neighbour
 */
export function alsoEdit(place: Place, also: Also, newTag: string): OrReason<Edit> | undefined {
  const value = place.neighbours.get(also.key);
  if (value === undefined) return undefined;
  const { text, trouble } = value;
  if (trouble !== undefined) return { reason: trouble };
  const { before, after } = also;
  const end = text.length - after.length;
  const said =
    text.startsWith(before) && text.endsWith(after) && end > before.length
      ? text.slice(before.length, end)
      : '';
  // It may have been changed already, by hand.
  const tag = [place.tag ?? '', newTag].find((one) => said !== '' && one.endsWith(said));
  const prefix = tag?.slice(0, tag.length - said.length);
  if (prefix === undefined || !newTag.startsWith(prefix))
    return { reason: `"${text}" does not go with the tag ${place.tag} by --also ${also.key}` };
  return { value, to: before + newTag.slice(prefix.length) + after };
}
