import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import type { PairRow } from '@patch-notebook-sts/core/rows/pair-row';

/**
 * Says why nothing may restart onto an image, as the end of a sentence; undefined where each of its partners is the
 * right one, or its repository has none. A row about another digest of the tag says nothing about this one.
 */
export function unpairedBy(rows: readonly PairRow[]): (target: ImageRow) => string | undefined {
  const byRepository = groupBy(rows, ({ repository }) => repository);
  return ({ repository, tag, digest }) => {
    const ofRepository = byRepository.get(repository);
    if (ofRepository === undefined || digest === null) return undefined;
    const ofTag = ofRepository.filter((row) => row.tag === tag);
    const about = ofTag.filter((row) => row.digest === digest);
    const { partner, outcome, reason } = about.find((row) => row.outcome !== 'paired') ?? {};
    if (outcome === 'mismatched') return `which is not paired with ${partner}: ${reason}`;
    if (outcome !== undefined) return `which is not known to be paired with ${partner}: ${reason}`;
    if (about.length > 0 && about.length === ofTag.length) return undefined;
    const [other] = ofTag.length > 0 ? ofTag : ofRepository;
    return `which is not known to be paired with ${other?.partner}: the rows of image-pair are about ${
      ofTag.length > 0 ? 'another digest' : 'other tags'
    }`;
  };
}
