import { DIGESTS } from '@patch-notebook-sts/core/annotations';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { digestsAnnotation } from './digests.ts';
import {
  isUpdated,
  RESTARTED_AT,
  templateAnnotations,
  type WorkloadState,
  wantedPods,
} from './workload-state.ts';

/**
 * Why a workload is not restarted after all, seen just before its batch; undefined: go on.
 * The list is minutes old by then: people stop notebooks, change images, and restart them themselves.
 * @param workload undefined when it is gone
 */
export function whySkip(row: RestartRow, workload: WorkloadState | undefined): string | undefined {
  if (workload === undefined) return 'it is gone';
  if (wantedPods(workload) === 0) return 'it is scaled to 0, and will pull the current image when it starts';
  for (const { name, image } of row.containers) {
    const present = workload.spec.template.spec.containers.find((container) => container.name === name);
    if (present === undefined) return `its container ${name} is gone`;
    if (present.image !== image) return `its container ${name} is on ${present.image} now`;
  }
  const annotations = templateAnnotations(workload) ?? {};
  if (annotations[DIGESTS] === digestsAnnotation(row)) {
    return `it was already restarted for this digest, at ${annotations[RESTARTED_AT] ?? 'an unknown time'}`;
  }
  if (workload.spec.updateStrategy?.type === 'OnDelete')
    return 'its update strategy is OnDelete: a restart replaces no pod';
  if (workload.spec.paused) return 'its rollouts are paused';
  if (!isUpdated(workload)) return 'a rollout of it is in progress';
  return undefined;
}
