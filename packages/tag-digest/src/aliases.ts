import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import type { TagDigest } from './source/source.ts';

/**
 * The other tags that point to the same digest, newest first: `recommended` gives `w_2022_40`.
 *
 * Tags without a known time come last. Among them, numbers in the name count by value and the highest comes first, so
 * that `w_2022_40` comes before `w_2022_9`.
 */
export function aliasesOf(tag: string, digest: string, tags: readonly TagDigest[]): string[] {
  return tags
    .filter((other) => other.digest === digest && other.tag !== tag)
    .sort((a, b) => (b.movedAt ?? 0) - (a.movedAt ?? 0) || compareNumbered(b.tag, a.tag))
    .map((other) => other.tag);
}

/** Orders by code unit, but numbers in a name by their value. Intl.Collator would take 18 MB and 15 ms to load. */
function compareNumbered(a: string, b: string): number {
  const padded = (text: string) => text.replace(/\d+/g, (digits) => digits.padStart(128, '0'));
  return byCodeUnit(padded(a), padded(b)) || byCodeUnit(a, b);
}
