import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { badInput, usageError } from '@patch-notebook-sts/core/failure';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';
import type { TagRequest } from './source/source.ts';

/**
 * The tags that a line of the images file or an `--image` asks for: its own tag if it has one, else each of `tags`.
 * @param at where the text came from: `images.txt:3` (refused with exit 3), or `--image` (exit 2)
 */
export function parseTagRequests(text: string, tags: readonly string[], at: string): TagRequest[] {
  const refuse = (what: string) => (at.startsWith('--') ? usageError : badInput)(`${at}: ${what}`);
  const reference = parseReference(text);
  if (reference === undefined) throw refuse(`"${text}" is not an image name${imageHint(text)}`);
  const { repository, tag = '', digest } = reference;
  if (digest !== undefined) {
    throw refuse(`"${text}" names a digest; give a repository, or a repository and a tag`);
  }
  const hasTag = text.lastIndexOf(':') > text.lastIndexOf('/');
  if (hasTag) return [{ repository, tag }];
  if (tags.length === 0) throw refuse(`"${text}" has no tag, and no TAG was given`);
  return tags.map((given) => ({ repository, tag: given }));
}

/** What to write instead of a URL, which is what a browser shows of an image. */
const imageHint = (text: string): string =>
  /^[a-z]+:\/\//.test(text) ? `; leave out ${text.slice(0, text.indexOf('//') + 2)}` : '';

/** A line of the images file without its comment and its CR. `#` can't occur in an image name. */
export const stripComment = (line: string): string => line.replace(/#.*$/s, '').trim();

/**
 * The tags that a container in use asks for: `tags` of its repository, or its own tag if `tags` is empty.
 * A container that is pinned by digest has no tag of its own. One without a valid reference gives nothing.
 */
export function tagRequestsInUse(row: ContainerRow, tags: readonly string[]): TagRequest[] {
  const { repository, tag, digest } = parseReference(row.spec?.image ?? row.image.image ?? '') ?? {};
  if (repository === undefined) return [];
  if (tags.length > 0) return tags.map((given) => ({ repository, tag: given }));
  return tag === undefined || digest !== undefined ? [] : [{ repository, tag }];
}

/** Each request once, sorted by repository and tag. */
export function distinctRequests(requests: readonly TagRequest[]): TagRequest[] {
  const byName = new Map(requests.map((request) => [`${request.repository}:${request.tag}`, request]));
  return [...byName.values()].sort(
    (a, b) => byCodeUnit(a.repository, b.repository) || byCodeUnit(a.tag, b.tag),
  );
}
