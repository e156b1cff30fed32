import { DEFAULT_KIND } from '@patch-notebook-sts/core/kube/kinds';
import { type DecisionRow, decisions, restarting } from '@patch-notebook-sts/core/rows/decision-row';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import type { Images } from '@patch-notebook-sts/core/rows/images';
import { judgeNotice } from '@patch-notebook-sts/core/rows/notice';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { compareContainer, type Verdict } from './compare-container.ts';
import { type ContainerVerdict, findHeld, type Guards, guard, wasRestartedFor } from './guard.ts';
import { type Migration, migrate } from './migration.ts';
import { restartRow } from './restart-row.ts';
import type { ListedWorkload } from './workloads.ts';

/** A workload's decision, and the row that restarts it where that is the decision. */
export interface DecisionResult {
  decision: DecisionRow;
  restart?: RestartRow;
  /** The same row, where its owner has not had enough notice. */
  waiting?: RestartRow;
  /** Set where it is not ready and was restarted for what it runs. */
  isBroken?: boolean;
}

/**
 * Decides about a workload: it restarts if any of its containers is stale and nothing holds it back, whatever its number
 * of pods; otherwise it gets the most telling of its containers' decisions. Where a container is to be migrated, the
 * migration restarts the stale ones too.
 *
 * The decision is written out, key by key: a spread takes microseconds, and there may be a hundred thousand.
 */
export function decide(
  listed: ListedWorkload,
  images: Images,
  guards: Guards,
  migration: Migration = noMigration,
): DecisionResult {
  const { stsName, namespace, kind = DEFAULT_KIND, containers, notebook } = listed;
  const compared = containers.map((container) => ({
    container,
    verdict: migrate(
      container,
      compareContainer(container, images, notebook, guards.platform),
      images,
      notebook,
      migration,
    ),
  }));
  const held = findHeld(compared, guards);
  const guardAll = (guards: Guards) => compared.map((one) => guard(one, listed, held, guards));
  const waiting = waitForNotice(listed, guardAll, guards);
  if (waiting !== undefined) return waiting;
  const verdicts = guardAll(guards);
  const first = mostTelling(verdicts);
  const image = containers[verdicts.indexOf(first)]?.image;
  if (first.decision === 'current') {
    const { notReady, reason, isBroken } = currentState(compared, first.reason);
    return {
      decision: { stsName, namespace, kind, decision: 'current', reason, image, notReady },
      isBroken,
    };
  }
  const decision = { stsName, namespace, kind, decision: first.decision, reason: first.reason, image };
  if (!restarts(first)) return { decision };
  return { decision, restart: restartRow(listed, verdicts, guards) };
}

/**
 * Keeps a workload that would restart waiting until its owner has had notice. Whether somebody is at work there is not asked
 * before that: who always is has to be told too.
 */
function waitForNotice(
  listed: ListedWorkload,
  guardAll: (guards: Guards) => Verdict[],
  guards: Guards,
): DecisionResult | undefined {
  if (guards.notice === undefined) return undefined;
  const verdicts = guardAll({ ...guards, idleForMs: undefined });
  const first = mostTelling(verdicts);
  if (!restarts(first)) return undefined;
  const row = restartRow(listed, verdicts, guards);
  const { state, reason } = judgeNotice(
    listed.announcement,
    digestsAnnotation(row),
    guards.notice.ms,
    guards.now,
  );
  if (state === 'due') return undefined;
  const { stsName, namespace, kind = DEFAULT_KIND, containers } = listed;
  const image = containers[verdicts.indexOf(first)]?.image;
  return {
    decision: {
      stsName,
      namespace,
      kind,
      decision: state,
      reason: `${first.reason}; ${reason}`,
      image,
    },
    waiting: row,
  };
}

const mostTelling = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((most, verdict) => (rank(verdict) < rank(most) ? verdict : most));

const restarts = ({ decision }: Verdict): boolean => restarting.some((one) => one === decision);

/** How a workload is that runs what it should: a restart that broke it must not end as if all were well. */
function currentState(compared: readonly ContainerVerdict[], reason: string) {
  const troubled = compared.find(
    ({ container, verdict }) => verdict.decision === 'current' && container.notReady !== undefined,
  );
  if (troubled === undefined) return { notReady: undefined, reason, isBroken: false };
  const { container, verdict } = troubled;
  const isBroken = wasRestartedFor(verdict, container);
  const since = isBroken ? ' since it was restarted for that' : '';
  return {
    notReady: container.notReady,
    reason: `${verdict.reason}, but is not ready${since}: ${container.notReady}`,
    isBroken,
  };
}

const noMigration: Migration = { to: undefined, from: undefined, fixPullPolicy: false };

const rank = ({ decision }: Verdict): number => decisions.indexOf(decision);
