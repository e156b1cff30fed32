import * as z from 'zod';
import { Digest } from './digest.ts';
import { RepositoryName, TagName } from './image-row.ts';
import { ImageText } from './image-text.ts';

/** Whether an image is built together with its partner. `unknown` is never treated as `paired`. */
export const PairOutcome = z.enum(['paired', 'mismatched', 'unknown']);
export type PairOutcome = z.infer<typeof PairOutcome>;

/**
 * A row of `2-pairs.txt`: a tag of a notebook's repository, the partner that it has to be built with, and whether it is.
 * The outcome holds for `digest` alone.
 */
export const PairRow = z
  .looseObject({
    repository: RepositoryName,
    tag: TagName,
    digest: Digest.nullable(),
    /** `repository:tag` */
    partner: ImageText,
    partnerDigest: Digest.nullable(),
    outcome: PairOutcome,
    reason: z.string().max(8192),
    resolvedAt: z.iso.datetime().max(64).optional(),
  })
  .describe('image-pair');
export type PairRow = z.infer<typeof PairRow>;
