import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import type { TagDigest } from '@patch-notebook-sts/core/oci/resolve-manifest';

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
  // Most tags of a repository begin alike.
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  while (i > 0 && isDigit(a[i - 1])) i -= 1;
  let j = i;
  while (i < a.length && j < b.length) {
    const [x, y] = [numberAt(a, i), numberAt(b, j)];
    if (x === '' || y === '') {
      if (a[i] !== b[j]) return byCodeUnit(a[i] ?? '', b[j] ?? '');
      i += 1;
      j += 1;
    } else {
      const [m, n] = [x.replace(/^0+/, ''), y.replace(/^0+/, '')];
      if (m !== n) return m.length - n.length || byCodeUnit(m, n);
      i += x.length;
      j += y.length;
    }
  }
  return a.length - i - (b.length - j) || byCodeUnit(a, b);
}

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

const NUMBER = /\d*/y;

/** The digits that begin at a place; empty if there are none. */
function numberAt(text: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(text)?.[0] ?? '';
}
