import type { PairOutcome } from '@patch-notebook-sts/core/rows/pair-row';

/** Whether an image is built with its partner, and what says so: a sentence. */
export interface Judgement {
  outcome: PairOutcome;
  reason: string;
}

export const paired = (reason: string): Judgement => ({ outcome: 'paired', reason });
export const mismatched = (reason: string): Judgement => ({ outcome: 'mismatched', reason });
export const unknown = (reason: string): Judgement => ({ outcome: 'unknown', reason });

const RANK: readonly PairOutcome[] = ['mismatched', 'unknown', 'paired'];

/** The worst judgement of an image's platforms: each of them has to be paired. */
export const worst = (judgements: readonly Judgement[]): Judgement =>
  judgements.reduce(
    (found, one) => (RANK.indexOf(one.outcome) < RANK.indexOf(found.outcome) ? one : found),
    judgements[0] ?? unknown('it has no platform'),
  );
