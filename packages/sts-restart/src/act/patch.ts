import { groupBy } from '@patch-notebook-sts/core/group-by';
import { CHANGED_AT, DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import { annotationOps, type Operation } from '@patch-notebook-sts/core/kube/patch-ops';
import { specChanges } from '@patch-notebook-sts/core/rows/changes';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { asciiJson } from '@patch-notebook-sts/core/text/escape-json';
import type { Target } from '../live/present.ts';
import { RESTARTED_AT, templateAnnotations } from '../live/workload-state.ts';
import { containerOps } from './container-ops.ts';

const CONTAINERS = '/spec/template/spec/containers';

/**
 * The JSON patch that restarts a workload: what changes its pod template replaces its pods. It does what `kubectl rollout
 * restart` does, and gives the containers of a migration their new references.
 *
 * Where a Notebook stands behind the workload, it is the Notebook's patch, and the only one: the controller brings the
 * change to the template, and a further one there would replace the pods twice. The annotation says which run it was.
 * @param restartedAt RFC 3339
 */
export function patchOf({ row, workload, notebook }: Target, restartedAt: string): string {
  const changes = specChanges(row);
  if (notebook !== undefined) {
    return patchText([
      ...annotationOps('/metadata/annotations', notebook.metadata.annotations, { [CHANGED_AT]: restartedAt }),
      ...containerOps(CONTAINERS, notebook.spec.template.spec.containers, changes),
    ]);
  }
  const values = { [RESTARTED_AT]: restartedAt, [DIGESTS]: digestsAnnotation(row) };
  return patchText([
    ...annotationOps('/spec/template/metadata/annotations', templateAnnotations(workload), values),
    ...containerOps(CONTAINERS, workload.spec.template.spec.containers, changes),
  ]);
}

const patchText = (operations: readonly Operation[]): string => asciiJson(JSON.stringify(operations));

/** The targets that share a patch, by patch: one `kubectl patch` each. */
export const groupByPatch = (targets: readonly Target[], restartedAt: string): Map<string, Target[]> =>
  groupBy(targets, (target) => patchOf(target, restartedAt));

/** What does the same by hand: a strategic merge patch, which needs no knowledge of the workload. */
export function strategicMergePatch(row: RestartRow, restartedAt: string): string {
  const containers = specChanges(row).map(({ name, to, imagePullPolicy }) => ({
    name,
    image: to,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
  }));
  return JSON.stringify({
    spec: {
      template: {
        metadata: { annotations: { [RESTARTED_AT]: restartedAt, [DIGESTS]: digestsAnnotation(row) } },
        ...(containers.length === 0 ? {} : { spec: { containers } }),
      },
    },
  });
}
