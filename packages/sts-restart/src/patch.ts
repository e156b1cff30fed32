import { parseReference } from '@patch-notebook-sts/core/reference';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { compare, type Workload } from '@patch-notebook-sts/core/workload';

/** What `kubectl rollout restart` sets: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-k8s-io-restart-at */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** For which digests a pod was restarted; pods inherit it from the template. */
const DIGESTS = 'patch-notebook-sts/digests';

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

/** The strategic merge patch that restarts a workload: what changes its pod template replaces its pods. */
export const restartPatch = (restartedAt: string, digests: string): string =>
  JSON.stringify({
    spec: { template: { metadata: { annotations: { [RESTARTED_AT]: restartedAt, [DIGESTS]: digests } } } },
  });

/** Rows that the same patch restarts, for one `kubectl patch` each; in the order of their first row. */
export function groupByPatch(rows: readonly RestartRow[]): { digests: string; rows: RestartRow[] }[] {
  const groups = new Map<string, RestartRow[]>();
  for (const row of rows) {
    const digests = digestsAnnotation(row);
    groups.set(digests, [...(groups.get(digests) ?? []), row]);
  }
  return [...groups].map(([digests, members]) => ({ digests, rows: members }));
}

/** The objects to patch, as `kubectl patch -f -` reads them: only what names them. */
export const patchTargets = (workloads: readonly Workload[]): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: workloads.map(({ stsName, namespace, kind = 'StatefulSet' }) => ({
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: stsName, namespace },
    })),
  });
