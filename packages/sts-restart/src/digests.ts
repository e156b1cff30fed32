import { formatReference, parseReference } from '@patch-notebook-sts/core/rows/reference';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { byCodeUnit } from '@patch-notebook-sts/core/rows/workload';
import { changesOf } from './changes.ts';

/**
 * The value of the digests annotation: `repository:tag@digest` of each container, sorted, separated by commas; on the
 * way back to what never ran, without a digest. Container names are left out: a notebook's container has the notebook's
 * name, and workloads that differ in nothing else share one patch.
 */
export function digestsAnnotation(row: RestartRow): string {
  const references = changesOf(row).map(({ to, wanted }) => {
    const { repository = to, tag = 'latest' } = parseReference(to) ?? {};
    return formatReference({ repository, tag, ...(wanted === undefined ? {} : { digest: wanted }) });
  });
  return [...new Set(references)].sort(byCodeUnit).join(',');
}
