import { DIGESTS } from '@patch-notebook-sts/core/annotations';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import type { Workload } from '@patch-notebook-sts/core/workload';
import { digestsAnnotation } from './digests.ts';
import { RESTARTED_AT, templateAnnotations, type WorkloadState } from './workload-state.ts';

const ANNOTATIONS = '/spec/template/metadata/annotations';
const pointer = (annotation: string) =>
  `${ANNOTATIONS}/${annotation.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * The JSON patch that restarts a workload: what changes its pod template replaces its pods.
 *
 * It does what `kubectl rollout restart` does, and tests first that nobody else has done so since the workload was read:
 * of two runs at a time, the server lets one through. A test for null is met by what is absent.
 * https://datatracker.ietf.org/doc/html/rfc6902
 * @param annotations those of the template as it was read; undefined where it has none
 * @param restartedAt RFC 3339
 */
export function restartPatch(
  annotations: Record<string, string> | undefined,
  restartedAt: string,
  digests: string,
): string {
  const values = { [RESTARTED_AT]: restartedAt, [DIGESTS]: digests };
  if (annotations === undefined) {
    return JSON.stringify([
      { op: 'test', path: ANNOTATIONS, value: null },
      { op: 'add', path: ANNOTATIONS, value: values },
    ]);
  }
  return JSON.stringify([
    { op: 'test', path: pointer(RESTARTED_AT), value: annotations[RESTARTED_AT] ?? null },
    ...Object.entries(values).map(([name, value]) => ({ op: 'add', path: pointer(name), value })),
  ]);
}

/** A workload that is about to restart, as it was read. */
export interface Target {
  row: RestartRow;
  workload: WorkloadState;
}

/** The targets that share a patch, by patch: one `kubectl patch` each. */
export const groupByPatch = (targets: readonly Target[], restartedAt: string): Map<string, Target[]> =>
  groupBy(targets, ({ row, workload }) =>
    restartPatch(templateAnnotations(workload), restartedAt, digestsAnnotation(row)),
  );

/** The same restart for a shell: a strategic merge patch, which needs no knowledge of the workload. */
export const handPatch = (row: RestartRow, restartedAt: string): string =>
  JSON.stringify({
    spec: {
      template: {
        metadata: { annotations: { [RESTARTED_AT]: restartedAt, [DIGESTS]: digestsAnnotation(row) } },
      },
    },
  });

/** Workloads as `kubectl -f -` reads them, one object a line: only what names them. */
export const nameLines = (workloads: readonly Workload[]): string =>
  workloads
    .map(({ stsName, namespace, kind = 'StatefulSet' }) =>
      JSON.stringify({ apiVersion: 'apps/v1', kind, metadata: { name: stsName, namespace } }),
    )
    .join('\n');
