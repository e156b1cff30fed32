import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import type { TagDigest } from './source.ts';

/**
 * The other tags with a tag's digest, the newest first: `recommended` → `w_2022_40`.
 *
 * Tags whose time isn't known come behind the others, from the highest number down, so that `w_2022_40` stands before
 * `w_2022_9`.
 */
export function aliasesOf(tag: string, digest: string, tags: readonly TagDigest[]): string[] {
  return tags
    .filter((other) => other.digest === digest && other.tag !== tag)
    .sort((a, b) => (b.movedAt ?? 0) - (a.movedAt ?? 0) || compareNumbered(b.tag, a.tag))
    .map((other) => other.tag);
}

/** Orders by code unit, but whole numbers in a name by their size; Intl.Collator would cost 18 MB and 15 ms to load. */
function compareNumbered(a: string, b: string): number {
  const padded = (text: string) => text.replace(/\d+/g, (digits) => digits.padStart(128, '0'));
  return byCodeUnit(padded(a), padded(b)) || byCodeUnit(a, b);
}
