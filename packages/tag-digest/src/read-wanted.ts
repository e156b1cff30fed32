import type { Io } from '@patch-notebook-sts/core/cli/command';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { usageError } from '@patch-notebook-sts/core/failure';
import { formatLocation, readLines, readRows } from '@patch-notebook-sts/core/io/read-rows';
import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { isTag } from '@patch-notebook-sts/core/rows/reference';
import { distinct, stripComment, type Wanted, wantedInUse, wantedOf } from './wanted.ts';

/** Where the repositories and tags to look up are named. */
export interface WantedOptions {
  /** The tags. */
  _: string[];
  images?: string | undefined;
  image?: string[] | undefined;
  from?: string | undefined;
}

/** All that is to be looked up, each once; naming no place for it is a usage error. */
export async function readWanted(options: WantedOptions, io: Io): Promise<Wanted[]> {
  const { _: tags, image, images, from } = options;
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong !== undefined) throw usageError(`"${wrong}" is not a tag`);
  if (words(image).length === 0 && images === undefined && from === undefined) {
    throw usageError('nothing to look up: give --images, --image or --from; see tag-digest --help');
  }
  return distinct([
    ...words(image).flatMap((image) => wantedOf(image, tags, '--image')),
    ...(await fromImages(images, tags, io)),
    ...(await fromRows(from, tags, io)),
  ]);
}

async function fromImages(file: string | undefined, tags: readonly string[], io: Io): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  if (file === undefined) return wanted;
  for await (const lines of readLines(file, io.stdin)) {
    for (const line of lines) {
      const image = stripComment(line.text);
      if (image !== '') wanted.push(...wantedOf(image, tags, formatLocation(line)));
    }
  }
  return wanted;
}

async function fromRows(file: string | undefined, tags: readonly string[], io: Io): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  if (file === undefined) return wanted;
  for await (const rows of readRows(file, io.stdin, ContainerRow)) {
    for (const { row } of rows) wanted.push(...wantedInUse(row, tags));
  }
  return wanted;
}
