import { withoutScheme } from '@patch-notebook-sts/core/rows/digest';
import type { Images } from '@patch-notebook-sts/core/rows/images';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';

/**
 * What looks like a mistake in the lists of images and tags, a sentence each: a repository that no workload uses, and a
 * tag that exists in none of them. Both would otherwise end in a run that restarts nothing and reports no failure.
 * @param used references in the workloads' specs, and their `imageID`s, because an old row has no more
 */
export function suspectImages(images: Images, used: Iterable<string>): string[] {
  const inUse = new Set([...used].map((image) => parseReference(withoutScheme(image))?.repository));
  const repositories = images.repositories();
  const tags = new Set(repositories.flatMap((repository) => images.tags(repository)));
  const isMissing = (tag: string) =>
    repositories
      .flatMap((repository) => images.find(repository, tag) ?? [])
      .every(({ error }) => error === 'not-found');
  return [
    ...repositories
      .filter((repository) => !inUse.has(repository))
      .map((repository) => `${repository} is listed, but no workload uses it`),
    ...[...tags].filter(isMissing).map((tag) => `no listed image has the tag ${tag}`),
  ];
}
