import type { Readable } from 'node:stream';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { badInput, type Failure, usageError } from '@patch-notebook-sts/core/failure';
import { formatLocation, readLines } from '@patch-notebook-sts/core/io/read-rows';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';

/** The repositories of `--image` and of the file of `--images`, each once, in the order in which they are named. */
export async function readRepositories(
  image: readonly string[] | undefined,
  images: string | undefined,
  stdin: Readable,
): Promise<string[]> {
  const found = new Set(words(image).map((text) => repositoryOf(text, '--image', usageError)));
  if (images !== undefined)
    for await (const lines of readLines(images, stdin))
      for (const line of lines) {
        // `#` can't occur in an image's name.
        const text = line.text.replace(/#.*$/s, '').trim();
        if (text !== '') found.add(repositoryOf(text, formatLocation(line), badInput));
      }
  return [...found];
}

function repositoryOf(text: string, at: string, refuse: (message: string) => Failure): string {
  const { repository, digest } = parseReference(text) ?? {};
  if (repository === undefined) throw refuse(`${at}: "${text}" is not an image name`);
  if (digest !== undefined || text.lastIndexOf(':') > text.lastIndexOf('/'))
    throw refuse(`${at}: "${text}" names a tag or a digest; give the repository alone`);
  return repository;
}
