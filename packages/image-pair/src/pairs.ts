import type { Readable } from 'node:stream';
import { badInput } from '@patch-notebook-sts/core/failure';
import { formatLocation, readLines } from '@patch-notebook-sts/core/io/read-rows';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';

/** A notebook's repository, and what each of its images has to be built with. */
export interface Pair {
  repository: string;
  partner: string;
  /** The partner's tag; undefined: the same as the notebook's. */
  partnerTag: string | undefined;
  /** `file:line`, for messages. */
  at: string;
}

/** Reads lines of `NOTEBOOK PARTNER[:TAG]`, with `#` comments. Refuses any other line with its place (exit 3). */
export async function readPairs(file: string, stdin: Readable): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for await (const lines of readLines(file, stdin))
    for (const line of lines) {
      const words = line.text.replace(/#.*$/s, '').trim().split(/\s+/).filter(Boolean);
      if (words.length === 0) continue;
      const at = formatLocation(line);
      const [notebook = '', partner = '', ...more] = words;
      if (partner === '' || more.length > 0)
        throw badInput(`${at}: two names are wanted, the notebook's repository and its partner's`);
      const { repository, tag: ownTag } = nameOf(notebook, at);
      if (ownTag !== undefined) throw badInput(`${at}: "${notebook}" names a tag; give the repository alone`);
      const { repository: other, tag } = nameOf(partner, at);
      if (other === repository) throw badInput(`${at}: ${repository} can't be its own partner`);
      pairs.push({ repository, partner: other, partnerTag: tag, at });
    }
  return pairs;
}

function nameOf(text: string, at: string): { repository: string; tag: string | undefined } {
  const { repository, tag, digest } = parseReference(text) ?? {};
  if (repository === undefined) throw badInput(`${at}: "${text}" is not an image name`);
  if (digest !== undefined) throw badInput(`${at}: "${text}" names a digest, which never moves; give a tag`);
  const hasTag = text.lastIndexOf(':') > text.lastIndexOf('/');
  return { repository, tag: hasTag ? tag : undefined };
}
