/** Words at the end of a tag that say which stage of a version it is, not which variant of the image. */
const STAGES = /^(?:rc|alpha|beta|pre|preview|dev|snapshot|final|ga|post|hotfix)[\d.]*$/i;
/** A commit's hash, which may have letters only. */
const HASH = /^(?:[0-9a-f]{7,}|g[0-9a-f]{7,})$/;
const WORD = /^[a-z]+[\d.]*$/i;

/**
 * The variant of an image that a tag is of: `octave` of `v1.0.0-octave`, `slim-bookworm` of `3.11-slim-bookworm`, empty
 * for most. A tag must not move to one of another variant: it is another image.
 */
export function variantOf(tag: string): string {
  const [, ...parts] = tag.split('-');
  const words: string[] = [];
  for (const part of parts.reverse()) {
    if (!WORD.test(part) || STAGES.test(part) || HASH.test(part)) break;
    words.unshift(part);
  }
  return words.join('-');
}

/** Whether a tag is the name of something that moves: `latest`, `stable`, `recommended`; no version has no digit. */
export const isMovingName = (tag: string): boolean => !/\d/.test(tag) && !HASH.test(tag);
