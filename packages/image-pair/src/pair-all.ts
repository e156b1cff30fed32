import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import type { PairRow } from '@patch-notebook-sts/core/rows/pair-row';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import type { LimitFunction } from 'p-limit';
import type { Judge } from './judge.ts';
import { type Judgement, mismatched, unknown } from './judgement.ts';
import type { Pair } from './pairs.ts';

/** A row, and whether a registry failed over it. */
export interface PairResult {
  row: PairRow;
  failed: boolean;
}

/** Judges each row of an image that has a partner, in the order of the rows and of the pairs. */
export function pairAll(
  images: readonly ImageRow[],
  pairs: readonly Pair[],
  judge: Judge,
  limit: LimitFunction,
): Promise<PairResult[]> {
  return Promise.all(
    images.flatMap((image) =>
      pairs
        .filter(({ repository }) => repository === image.repository)
        .map((pair) => limit(() => pairOne(image, pair, judge))),
    ),
  );
}

async function pairOne(image: ImageRow, pair: Pair, judge: Judge): Promise<PairResult> {
  const { repository, tag, digest } = image;
  const partnerTag = pair.partnerTag ?? tag;
  let partnerDigest: string | null = null;
  const end = ({ outcome, reason }: Judgement, failed = false): PairResult => {
    const partner = `${pair.partner}:${partnerTag}`;
    const resolvedAt = new Date().toISOString();
    return { row: { repository, tag, digest, partner, partnerDigest, outcome, reason, resolvedAt }, failed };
  };
  if (digest === null)
    return end(unknown(`the registry gave no digest (${image.error ?? 'no reason given'})`));
  try {
    const partner = await judge.partner(pair.partner, partnerTag);
    partnerDigest = partner.digest;
    return end(await judge.judge({ repository, tag, digest }, partner));
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    const reason = oneLineMessage(error);
    const isAlone = partnerDigest === null && error.code === 'not-found';
    return isAlone ? end(mismatched(reason)) : end(unknown(reason), true);
  }
}
