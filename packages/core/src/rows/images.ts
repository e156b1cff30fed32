import { badInput } from '../failure.ts';
import { formatLocation, type Located } from '../io/read-rows.ts';
import type { ImageRow } from './image-row.ts';

/** What the registry said about the listed repositories. */
export interface Images {
  /** The listed repositories, in the order of their first row. */
  repositories(): string[];
  /** The row of exactly this repository and tag, if the tag was asked for. */
  find(repository: string, tag: string): ImageRow | undefined;
  /** The tags asked for in a repository, sorted; empty where it is not listed. */
  tags(repository: string): string[];
}

/**
 * Indexes the rows of stage 2. A repeated row changes nothing; two rows that disagree about one tag are refused
 * (exit 3), because whoever acts on them would act on a wrong digest.
 */
export async function readImages(rows: AsyncIterable<Located<ImageRow>[]>): Promise<Images> {
  const byTag = new Map<string, Map<string, Located<ImageRow>>>();
  for await (const some of rows)
    for (const located of some) {
      const { repository, tag } = located.row;
      const tags = byTag.get(repository) ?? new Map<string, Located<ImageRow>>();
      byTag.set(repository, tags);
      const known = tags.get(tag);
      if (known !== undefined && answer(known.row) !== answer(located.row)) {
        throw badInput(
          `${formatLocation(located)}: disagrees with ${formatLocation(known)} about ${repository}:${tag}`,
        );
      }
      tags.set(tag, known ?? located);
    }
  return {
    repositories: () => [...byTag.keys()],
    find: (repository, tag) => byTag.get(repository)?.get(tag)?.row,
    tags: (repository) => [...(byTag.get(repository)?.keys() ?? [])].sort(),
  };
}

/** The part of a row that decides; its source and its time make no difference. */
const answer = ({ digest, error, mediaType, platforms, details, running }: ImageRow): string =>
  JSON.stringify([digest, error, mediaType, Object.entries(platforms ?? {}).sort(), details, running]);
