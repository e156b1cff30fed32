import type { Readable } from 'node:stream';
import { badInput, usageError } from '@patch-notebook-sts/core/failure';
import { formatLocation, readRows } from '@patch-notebook-sts/core/io/read-rows';
import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import { PromoteRow } from '../rows/promote-row.ts';

/** Why a move is not the one that was expected, as a sentence; undefined where it is. */
export type Expected = (repository: string, from: string | null, to: string) => string | undefined;

const shown = (digest: string | null) => (digest === null ? 'missing' : shortDigest(digest));

/**
 * What `--expect` says: the digest that the target must have now, or a file with the rows of a dry run, which must be
 * true still.
 */
export async function readExpected(
  text: string | undefined,
  target: { source: string; tag: string },
  stdin: Readable,
): Promise<Expected> {
  if (text === undefined) return () => undefined;
  if (isDigest(text)) {
    return (_, from) =>
      from === text ? undefined : `${target.tag} is ${shown(from)}, not ${shown(text)} as expected`;
  }
  if (/^sha\d+:/.test(text)) throw usageError(`--expect: "${text}" is neither a digest nor a file of rows`);
  const rows = new Map<string, PromoteRow>();
  for await (const some of readRows(text, stdin, PromoteRow))
    for (const located of some) {
      const { row } = located;
      if (row.source !== target.source || row.tag !== target.tag)
        throw badInput(
          `${formatLocation(located)}: promotes ${row.source} to ${row.tag}, not ${target.source} to ${target.tag}`,
        );
      rows.set(row.repository, row);
    }
  return (repository, from, to) => {
    const row = rows.get(repository);
    if (row === undefined) return `${text} doesn't say what to expect of it`;
    if (row.from !== from) return `${target.tag} is ${shown(from)}, not ${shown(row.from)} as expected`;
    if (row.to !== to) return `${target.source} is ${shown(to)}, not ${shown(row.to)} as expected`;
    return undefined;
  };
}
