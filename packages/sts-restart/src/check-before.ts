import { DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import { controllerOf } from '@patch-notebook-sts/core/kube/owner-references';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { changesOf, notebookNameOf, specChanges, whyDifferent } from './changes.ts';
import { digestsAnnotation } from './digests.ts';
import type { NotebookState } from './notebook-state.ts';
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
 * @param notebook undefined when it is gone, or the change doesn't go there
 */
export function preflight(
  row: RestartRow,
  workload: WorkloadState | undefined,
  notebook: NotebookState | undefined,
): string | undefined {
  if (workload === undefined) return 'it is gone';
  if (wantedPods(workload) === 0) return 'it is scaled to 0, and will pull the current image when it starts';
  const edited = row.action === 'migrate' ? whyNotMigrate(row, workload, notebook) : undefined;
  if (edited !== undefined) return edited;
  const different = whyDifferent(changesOf(row), workload.spec.template.spec.containers);
  if (different !== undefined) return `its ${different}`;
  const annotations = templateAnnotations(workload) ?? {};
  if (row.action === 'restart' && annotations[DIGESTS] === digestsAnnotation(row)) {
    return `it was already restarted for this digest, at ${annotations[RESTARTED_AT] ?? 'an unknown time'}`;
  }
  if (workload.spec.updateStrategy?.type === 'OnDelete')
    return 'its update strategy is OnDelete: a restart replaces no pod';
  if (workload.spec.paused) return 'its rollouts are paused';
  // A rollout that hangs is what a migration, or its way back, may have to end.
  if (row.action === 'restart' && !isUpdated(workload)) return 'a rollout of it is in progress';
  return undefined;
}

/** Whether the change would hit what was listed, and would last. */
function whyNotMigrate(
  row: RestartRow,
  { metadata, spec }: WorkloadState,
  notebook: NotebookState | undefined,
): string | undefined {
  const name = notebookNameOf(row);
  const owner = controllerOf({ metadata });
  if (name === undefined) {
    if (owner?.kind === 'Notebook')
      return `its Notebook ${owner.name} would undo the change, and its row doesn't name it; list it again with --notebooks always`;
    const edited = whyDifferent(specChanges(row), spec.template.spec.containers);
    return edited && `it was edited between list and execute: ${edited}`;
  }
  if (owner !== undefined && (owner.kind !== 'Notebook' || owner.name !== name))
    return `it is not made from Notebook ${name}, but from ${owner.kind} ${owner.name}`;
  if (notebook === undefined) return `its Notebook ${name} is gone`;
  const edited = whyDifferent(specChanges(row), notebook.spec.template.spec.containers);
  return edited && `its Notebook was edited between list and execute: ${edited}`;
}
