import type { View } from '@patch-notebook-sts/core/io/write-rows';
import { Digest } from '@patch-notebook-sts/core/rows/digest';
import { isTag, parseReference } from '@patch-notebook-sts/core/rows/reference';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import * as z from 'zod';

/**
 * What became of a tag:
 *
 * - `planned`: nothing was done; it is what execute would do
 * - `promoted`: it points to `to` now
 * - `unchanged`: it did so before
 * - `refused`: a guard speaks against it, or the registry's answer doesn't allow it
 * - `lost-race`: somebody else moved it meanwhile
 * - `failed`: it could not be looked up, or not be moved
 */
export const outcomes = ['planned', 'promoted', 'unchanged', 'refused', 'lost-race', 'failed'] as const;

const Tag = z.string().refine(isTag, 'not a tag');

/** A row of tag-promote. `from` and `to` are null where the tag is not there, before or after. */
export const PromoteRow = z
  .looseObject({
    repository: z
      .string()
      .max(255)
      .refine((name) => parseReference(`${name}:tag`)?.repository === name, 'not a repository name'),
    source: Tag,
    tag: Tag,
    from: Digest.nullable(),
    to: Digest.nullable(),
    /** The tag that keeps the name of `from`. */
    backup: Tag.nullable(),
    /** What was written in place of `to`, because the source tag was moved while it was copied. */
    written: Digest.optional(),
    outcome: z.enum(outcomes),
    reason: z.string().optional(),
  })
  .describe('tag-promote');
export type PromoteRow = z.infer<typeof PromoteRow>;

const shown = (digest: string | null) => (digest === null ? '-' : shortDigest(digest));

export const view: View<PromoteRow> = {
  columns: [
    { title: 'REPOSITORY', value: (row) => row.repository },
    { title: 'TAG', value: (row) => row.tag },
    { title: 'FROM', value: (row) => shown(row.from) },
    { title: 'TO', value: (row) => shown(row.to) },
    { title: 'OUTCOME', value: (row) => row.outcome },
    { title: 'REASON', value: (row) => row.reason ?? '' },
  ],
  name: (row) => `${row.repository}:${row.tag}`,
};
