import { CHANGED_AT, DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import { notebookNameOf } from '@patch-notebook-sts/core/rows/changes';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import { isApplied } from './compare-spec.ts';
import type { Target } from './present.ts';
import { RESTARTED_AT, templateAnnotations } from './workload-state.ts';

/**
 * When the very change that a row asks for was made, as the changed object itself says; undefined when it wasn't made.
 * A run that knows the time for its own looks no further: its answer was lost, or it was killed.
 */
export function appliedAt({ row, workload, notebook }: Target): string | undefined {
  if (notebookNameOf(row) !== undefined) {
    const containers = notebook?.spec.template.spec.containers ?? [];
    return isApplied(row, containers) ? notebook?.metadata.annotations?.[CHANGED_AT] : undefined;
  }
  const annotations = templateAnnotations(workload) ?? {};
  const made = annotations[DIGESTS] === digestsAnnotation(row);
  return made && isApplied(row, workload.spec.template.spec.containers)
    ? annotations[RESTARTED_AT]
    : undefined;
}
