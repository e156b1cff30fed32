import type { Io } from '@patch-notebook-sts/core/cli/command';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { usageError } from '@patch-notebook-sts/core/failure';
import { formatLocation, readLines, readRows } from '@patch-notebook-sts/core/io/read-rows';
import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { isTag } from '@patch-notebook-sts/core/rows/reference';
import { distinctRequests, parseTagRequests, stripComment, tagRequestsInUse } from './parse-tag-requests.ts';
import type { TagRequest } from './source/source.ts';

/** Where the command line names repositories and tags. */
export interface RequestOptions {
  /** The tags. */
  _: string[];
  images?: string | undefined;
  image?: string[] | undefined;
  from?: string | undefined;
}

/** Everything to look up, each tag once. A usage error if no option names an image. */
export async function readTagRequests(options: RequestOptions, io: Io): Promise<TagRequest[]> {
  const { _: tags, image, images, from } = options;
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong !== undefined)
    throw usageError(`"${wrong}" is not a tag${/[,;]/.test(wrong) ? '; separate tags by blanks' : ''}`);
  if (words(image).length === 0 && images === undefined && from === undefined) {
    throw usageError('nothing to look up: give --images, --image or --from; see tag-digest --help');
  }
  return distinctRequests([
    ...words(image).flatMap((image) => parseTagRequests(image, tags, '--image')),
    ...(await fromImages(images, tags, io)),
    ...(await fromRows(from, tags, io)),
  ]);
}

async function fromImages(file: string | undefined, tags: readonly string[], io: Io): Promise<TagRequest[]> {
  const requests: TagRequest[] = [];
  if (file === undefined) return requests;
  for await (const lines of readLines(file, io.stdin)) {
    for (const line of lines) {
      const image = stripComment(line.text);
      if (image === '') continue;
      for (const request of parseTagRequests(image, tags, formatLocation(line))) requests.push(request);
    }
  }
  return requests;
}

async function fromRows(file: string | undefined, tags: readonly string[], io: Io): Promise<TagRequest[]> {
  const requests: TagRequest[] = [];
  if (file === undefined) return requests;
  for await (const rows of readRows(file, io.stdin, ContainerRow)) {
    for (const { row } of rows) for (const request of tagRequestsInUse(row, tags)) requests.push(request);
  }
  return requests;
}
