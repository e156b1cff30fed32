import { explicitReference } from './explicit-reference.ts';
import type { Mention } from './place.ts';
import { mayHavePlace, type Search } from './search.ts';

const WORD = /[\w./:@-]+/g;

/** Every text that names a version of a listed repository, wherever it stands: in comments, in prose, in templates. */
export function findMentions(text: string, search: Search): Mention[] {
  if (!mayHavePlace(text, search)) return [];
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    if (!search.hints.some((hint) => word.includes(hint))) return [];
    // The scheme of a URL before it, and what ends a sentence behind it.
    const scheme = /^[a-z-]+:\/\//.exec(word)?.[0].length ?? 0;
    const bare = word.slice(scheme).replace(/[.:]+$/, '');
    const found = explicitReference(bare);
    if (found === undefined || !search.isListed(found.repository)) return [];
    const start = index + scheme;
    return [{ repository: found.repository, start, end: start + bare.length, text: bare }];
  });
}
