import { parseReference } from '@patch-notebook-sts/core/reference';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { compare } from '@patch-notebook-sts/core/workload';

/**
 * The value of the digests annotation: `repository:tag@digest` of each stale container, sorted, separated by commas.
 * Container names are left out: a notebook's container has the notebook's name, and workloads that differ in nothing
 * else share one patch.
 */
export function digestsAnnotation({ containers }: RestartRow): string {
  const references = containers.map(({ image, wanted }) => {
    const { repository = image, tag = 'latest' } = parseReference(image) ?? {};
    return `${repository}:${tag}@${wanted}`;
  });
  return [...new Set(references)].sort(compare).join(',');
}
