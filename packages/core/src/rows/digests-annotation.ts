import { byCodeUnit } from '../by-code-unit.ts';
import { changesOf } from './changes.ts';
import { formatReference, parseReference } from './reference.ts';
import type { RestartRow } from './restart-row.ts';

/**
 * The value of the digests annotation: `repository:tag@digest` of each container, sorted, separated by commas;
 * without a digest where a migration is undone whose container never ran before. Container names are left out: a
 * notebook's container has the notebook's name, and workloads that differ in nothing else share one patch.
 */
export function digestsAnnotation(row: RestartRow): string {
  const references = changesOf(row).map(({ to, wanted }) => {
    const { repository = to, tag = 'latest' } = parseReference(to) ?? {};
    return formatReference({ repository, tag, ...(wanted === undefined ? {} : { digest: wanted }) });
  });
  return [...new Set(references)].sort(byCodeUnit).join(',');
}
