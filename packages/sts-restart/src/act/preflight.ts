import { DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import { controllerOf, isNotebookOwner } from '@patch-notebook-sts/core/kube/owner-references';
import { notebookFacts, optsOut } from '@patch-notebook-sts/core/rows/annotated-object';
import { notebookAnnouncement, workloadAnnouncement } from '@patch-notebook-sts/core/rows/announcement';
import { changesOf, notebookNameOf, specChanges } from '@patch-notebook-sts/core/rows/changes';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import { judgeNotice } from '@patch-notebook-sts/core/rows/notice';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { readDuration } from '@patch-notebook-sts/core/text/duration';
import { whyActive } from '../live/active.ts';
import { whyDifferent, whyEdited } from '../live/compare-spec.ts';
import { whyPodsNeedNoRestart } from '../live/needs-no-restart.ts';
import { isTerminating } from '../live/pod-state.ts';
import type { Present } from '../live/present.ts';
import { desiredPods, isUpdated, whyNoRollout } from '../live/rollout.ts';
import { RESTARTED_AT, templateAnnotations, type WorkloadState } from '../live/workload-state.ts';

/**
 * Why a workload is not restarted after all, by what it is just before its patch; undefined: go on. The list is minutes or
 * hours old by then: people stop notebooks, work in them, change images, and restart them themselves.
 * @param now milliseconds since the epoch
 */
export function preflight(row: RestartRow, present: Present, now: number): string | undefined {
  const { workload, pods, notebook, namespace } = present;
  if (workload === undefined) return 'it is gone';
  const kind = kindOfRow(row);
  if (desiredPods(kind, workload) === 0)
    return 'it is scaled to 0, and will pull the current image when it starts';
  if (row.notebook !== undefined && notebook === undefined) return 'its Notebook is gone';
  const facts = notebook && notebookFacts(notebook);
  if (typeof facts?.stopped === 'string') return 'its notebook is being stopped';
  if (notebook !== undefined && optsOut(notebook)) return 'its notebook asks for no restarts';
  if (namespace !== undefined && optsOut(namespace)) return 'its namespace asks for no restarts';

  const early = whyTooEarly(row, present, now);
  if (early !== undefined) return early;

  const different =
    row.action === 'migrate' ? whyNotMigrate(row, workload, present) : whyNotRestart(row, workload, present);
  if (different !== undefined) return different;
  const without = whyNoRollout(kind, workload);
  if (without !== undefined) return without;
  // A migration, or its undo, may have to end a rollout that hangs; and what pods run is not what it is about.
  if (row.action === 'restart') {
    const current = whyPodsNeedNoRestart(row, workload, pods);
    if (current !== undefined) return current;
    if (!isUpdated(kind, workload)) return 'a rollout of it is in progress';
  }
  return whyActive(
    row,
    facts,
    pods.filter((pod) => !isTerminating(pod)),
    now,
  );
}

/** Why the owner has not had the notice that the row asks for: the announcement may have been taken back since. */
function whyTooEarly(row: RestartRow, { notebook, namespace }: Present, now: number): string | undefined {
  const noticeMs = row.announced === undefined ? undefined : readDuration(row.announced);
  if (noticeMs === undefined) return undefined;
  const announcement =
    notebook === undefined
      ? workloadAnnouncement(namespace?.metadata.annotations, row)
      : notebookAnnouncement(notebook.metadata.annotations);
  return judgeNotice(announcement, digestsAnnotation(row), noticeMs, now).reason;
}

function whyNotRestart(row: RestartRow, workload: WorkloadState, { pods }: Present): string | undefined {
  const edited = whyEdited(changesOf(row), workload.spec.template.spec.containers, pods);
  if (edited !== undefined) return `its ${edited}`;
  const annotations = templateAnnotations(workload) ?? {};
  if (annotations[DIGESTS] === digestsAnnotation(row))
    return `it was already restarted for this digest, at ${annotations[RESTARTED_AT] ?? 'an unknown time'}`;
  return undefined;
}

/** Whether the change would hit what was listed, and would last. */
function whyNotMigrate(
  row: RestartRow,
  { metadata, spec }: WorkloadState,
  { notebook }: Present,
): string | undefined {
  const name = notebookNameOf(row);
  const owner = controllerOf(metadata);
  const isNotebook = isNotebookOwner(owner);
  const template = spec.template.spec.containers;
  if (name === undefined) {
    if (isNotebook)
      return `its Notebook ${owner.name} would undo the change, and its row doesn't name it; list it again with --notebooks always`;
    const edited = whyDifferent(specChanges(row), template);
    if (edited !== undefined) return `it was edited between list and execute: ${edited}`;
  } else {
    if (owner !== undefined && (!isNotebook || owner.name !== name))
      return `it is not made from Notebook ${name}, but from ${owner.kind} ${owner.name}`;
    if (notebook === undefined) return `its Notebook ${name} is gone`;
    const edited = whyDifferent(specChanges(row), notebook.spec.template.spec.containers);
    if (edited !== undefined) return `its Notebook was edited between list and execute: ${edited}`;
  }
  const different = whyDifferent(changesOf(row), template);
  return different && `its ${different}`;
}
