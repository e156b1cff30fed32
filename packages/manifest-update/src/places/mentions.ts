import { bareRepository, explicitReference } from './explicit-reference.ts';
import type { Mention } from './place.ts';
import { mayHavePlace, type Search } from './search.ts';

const WORD = /[\w./:@-]+/g;
const LINE = /.+/g;

/** Every text that names a listed repository, wherever it stands: in comments, in prose, in templates. */
export function findMentions(text: string, search: Search): Mention[] {
  return [...text.matchAll(LINE)].flatMap(({ 0: line, index }) =>
    mayHavePlace(line, search) ? mentionsIn(line, index, search) : [],
  );
}

/** The mentions in one line, which begins at an offset of the text. */
function mentionsIn(line: string, at: number, search: Search): Mention[] {
  return [...line.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    if (!search.hints.some((hint) => word.includes(hint))) return [];
    // The scheme of a URL before it, and what ends a sentence behind it.
    const scheme = /^[a-z-]+:\/\//.exec(word)?.[0].length ?? 0;
    const bare = word.slice(scheme).replace(/[.:]+$/, '');
    const version = explicitReference(bare);
    // A name alone, such as python, may be any word.
    const repository = version?.repository ?? (bare.includes('/') ? bareRepository(bare) : undefined);
    if (repository === undefined || !search.isListed(repository)) return [];
    const start = at + index + scheme;
    return [{ repository, start, end: start + bare.length, text: bare, hasVersion: version !== undefined }];
  });
}
