import { changesOf, notebookNameOf, specChanges } from '@patch-notebook-sts/core/rows/changes';
import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import { whyDifferent } from '../live/compare-spec.ts';
import { wrongDigest } from '../live/current-digest.ts';
import { isNew } from '../live/is-new.ts';
import {
  concernedPods,
  isReady,
  isStarted,
  isTerminating,
  type PodState,
  podLike,
} from '../live/pod-state.ts';
import type { Snapshot } from '../live/present.ts';
import { desiredPods, isRolledOut, partitionOf, replacedPods, whyNoRollout } from '../live/rollout.ts';
import { type Trouble, troubleOf } from '../live/trouble.ts';
import {
  RESTARTED_AT,
  templateAnnotations,
  templateLike,
  type WorkloadState,
} from '../live/workload-state.ts';
import { whyWaiting } from './why-waiting.ts';

/** A restart that is watched. */
export interface Watched {
  row: RestartRow;
  startedAt: string;
  /** The workload's generation with the change; a workload of an earlier one is not its present state. */
  generation: number | undefined;
  /** Which object was changed: one that was made anew under its name is another. */
  uid: string | undefined;
  /** Its template was seen with the change. */
  templateSeen: boolean;
}

/** What a workload's present state says about its restart. */
export type Judgement = SettledJudgement | WaitingJudgement;

export interface SettledJudgement {
  state: 'settled';
  outcome: 'verified' | 'restarted' | 'skipped' | 'failed';
  reason?: string;
}

export interface WaitingJudgement {
  state: 'waiting';
  why: string;
  /** Its template has the change. */
  templateSeen: boolean;
  /** Some container of a new pod has not started yet. */
  starting: boolean;
  trouble?: Trouble;
}

const settled = (outcome: SettledJudgement['outcome'], reason: string): SettledJudgement => ({
  state: 'settled',
  outcome,
  reason,
});
const unseen = (why: string): WaitingJudgement => ({
  state: 'waiting',
  why,
  templateSeen: false,
  starting: false,
});

/**
 * Judges a restart by its workload and pods alone.
 *
 * - `verified`: the rollout is complete, as `kubectl rollout status` has it, and every pod of it runs the wanted digest or
 *   one of its platforms.
 * - `restarted`: somebody stopped it, restarted it or changed it meanwhile, or it runs neither digest: what it was
 *   restarted for can't be verified, and that is no failure.
 * - `skipped`: it was deleted.
 * - `failed`: its new pods run what the old ones ran, or the change of a migration was undone.
 */
export function judge(watched: Watched, { workload, pods }: Snapshot): Judgement {
  const { row, startedAt } = watched;
  if (workload === undefined) return settled('skipped', 'it was deleted after its restart');
  const { uid, generation = 0 } = workload.metadata;
  if (watched.uid !== undefined && uid !== undefined && uid !== watched.uid)
    return settled('skipped', 'it was deleted after its restart, and made anew');
  if (generation < (watched.generation ?? 0)) return unseen('its change has not been seen yet');

  const kind = kindOfRow(row);
  if (desiredPods(kind, workload) === 0)
    return settled(
      'restarted',
      'it was scaled to 0 meanwhile, and will pull the current image when it starts',
    );
  if (!isNew(row, startedAt, templateLike(workload))) {
    if (watched.templateSeen || notebookNameOf(row) === undefined) return judgeChanged(row, workload);
    return unseen("its Notebook's controller has not changed it yet");
  }
  const without = whyNoRollout(kind, workload);
  if (without !== undefined) return settled('restarted', `not verified: ${without}`);
  return judgePods(watched, workload, concernedPods(workload, pods));
}

function judgeChanged(row: RestartRow, workload: WorkloadState): SettledJudgement {
  const isAsBefore = whyDifferent(specChanges(row), workload.spec.template.spec.containers) === undefined;
  return row.action === 'migrate' && isAsBefore
    ? settled('failed', 'its change was undone: its template is as it was before')
    : settled('restarted', whyChanged(workload));
}

function whyChanged(workload: WorkloadState): string {
  const at = templateAnnotations(workload)?.[RESTARTED_AT];
  return at === undefined
    ? 'not verified: somebody has changed its template since'
    : `not verified: somebody has changed its template since; its last restart is of ${at}`;
}

function judgePods(watched: Watched, workload: WorkloadState, pods: readonly PodState[]): Judgement {
  const { row, startedAt } = watched;
  const kind = kindOfRow(row);
  const fresh = pods.filter((pod) => !isTerminating(pod) && isNew(row, startedAt, podLike(pod)));
  for (const pod of fresh) {
    const trouble = isReady(pod) ? undefined : troubleOf(pod);
    if (trouble === undefined) continue;
    return neverRan(row)
      ? settled('restarted', `it is as it was before its migration, when it never ran: ${trouble.words}`)
      : { state: 'waiting', why: trouble.words, templateSeen: true, starting: true, trouble };
  }
  const isWhole = fresh.length >= replacedPods(kind, workload) && pods.length === fresh.length;
  if (!isWhole || !fresh.every(isReady) || !isRolledOut(kind, workload))
    return {
      state: 'waiting',
      why: whyWaiting(workload, pods, fresh),
      templateSeen: true,
      starting: !fresh.every(isStarted),
    };
  for (const pod of fresh) {
    const wrong = wrongDigest(row, pod);
    if (wrong === undefined) continue;
    const where = `container ${wrong.container} of pod ${wrong.pod}`;
    return wrong.isOld
      ? settled(
          'failed',
          `${where} still runs ${shortDigest(wrong.imageID.split('@').at(-1))} after its restart`,
        )
      : settled(
          'restarted',
          `${where} runs "${wrong.imageID}", not ${shortDigest(wrong.wanted)}; has the tag moved again?`,
        );
  }
  const partition = partitionOf(workload);
  return {
    state: 'settled',
    outcome: 'verified',
    ...(partition === 0 ? {} : { reason: `pods below its partition ${partition} were not replaced` }),
  };
}

/** Undoing the migration of what never ran: its digest is not known, and a container that can't start is no news. */
const neverRan = (row: RestartRow): boolean => changesOf(row).some(({ wanted }) => wanted === undefined);
