import { stat } from 'node:fs/promises';
import type { Io } from '@patch-notebook-sts/core/cli/command';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { Digest } from '@patch-notebook-sts/core/rows/digest';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import type { Images } from '@patch-notebook-sts/core/rows/images';
import { isTag } from '@patch-notebook-sts/core/rows/reference';
import * as z from 'zod';

/** A row of the file of `--seen`: since when a tag is known to point to a digest. */
const SeenRow = z.object({
  repository: z.string().max(255),
  tag: z.string().refine(isTag, 'not a tag'),
  digest: Digest,
  seenAt: z.iso.datetime().max(64),
});
export type SeenRow = z.infer<typeof SeenRow>;

const view: View<SeenRow> = { columns: [], name: ({ repository, tag }) => `${repository}:${tag}` };
const nameOf = ({ repository, tag }: Pick<SeenRow, 'repository' | 'tag'>) => `${repository}:${tag}`;

/**
 * What is known after this run: a tag that has moved is seen there for the first time, also if it was there before. A tag
 * that could not be looked up stays as it was, and so does one that this run doesn't ask about.
 * @param now milliseconds of the epoch
 */
export function seenNow(before: readonly SeenRow[], images: readonly ImageRow[], now: number): SeenRow[] {
  const seen = new Map(before.map((row) => [nameOf(row), row]));
  for (const { repository, tag, digest } of images) {
    const name = nameOf({ repository, tag });
    if (digest === null || seen.get(name)?.digest === digest) continue;
    seen.set(name, { repository, tag, digest, seenAt: new Date(now).toISOString() });
  }
  return [...seen.values()];
}

/** Brings the file up to date, and returns when each tag was first seen where it is now. A missing file is an empty one. */
export async function keepSeen(
  file: string,
  images: Images,
  now: number,
  { stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>,
): Promise<(row: ImageRow) => number | undefined> {
  const before: SeenRow[] = [];
  const isThere = await stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  if (isThere)
    for await (const rows of readRows(file, stdin, SeenRow)) before.push(...rows.map(({ row }) => row));
  const all = images
    .repositories()
    .flatMap((repository) => images.tags(repository).flatMap((tag) => images.find(repository, tag) ?? []));
  const after = seenNow(before, all, now);
  await withOutput(file, stdout, (out) => writeRows(after, out, 'ndjson', view));
  const times = new Map(after.map((row) => [`${nameOf(row)}@${row.digest}`, Date.parse(row.seenAt)]));
  return (row) => times.get(`${nameOf(row)}@${row.digest}`);
}
