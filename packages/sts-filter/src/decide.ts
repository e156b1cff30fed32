import { type DecisionRow, decisions } from '@patch-notebook-sts/core/decision-row';
import type { RestartRow, StaleContainer } from '@patch-notebook-sts/core/restart-row';
import { compareContainer, type Verdict } from './compare-container.ts';
import type { ListedWorkload } from './containers.ts';
import { findHeld, type Guards, guard } from './guard.ts';
import type { Images } from './images.ts';
import { type Migration, migrate } from './migration.ts';
import { containersToMigrate } from './migration-row.ts';

/** A workload's decision, and the row that restarts it where that is the decision. */
export interface Decided {
  decision: DecisionRow;
  restart?: RestartRow;
}

/**
 * Decides about a workload: it restarts if any of its containers is stale and nothing holds it back, whatever its number
 * of pods; otherwise it gets the most telling of its containers' decisions. Where a container is to be migrated, the
 * migration restarts the stale ones too.
 */
export function decide(
  listed: ListedWorkload,
  images: Images,
  guards: Guards,
  migration: Migration = nobody,
): Decided {
  const { workload, containers, notebook, owner } = listed;
  const compared = containers.map((container) => ({
    container,
    verdict: migrate(container, compareContainer(container, images, notebook), images, notebook, migration),
  }));
  const held = findHeld(compared, guards.hold);
  const verdicts = compared.map((one) => guard(one, listed, held, guards));
  const first = verdicts.reduce((most, verdict) => (rank(verdict) < rank(most) ? verdict : most));
  const image = containers[verdicts.indexOf(first)]?.image;
  const keys = {
    stsName: workload.stsName,
    ...(workload.namespace === undefined ? {} : { namespace: workload.namespace }),
    kind: workload.kind ?? 'StatefulSet',
  } as const;
  const decision = {
    ...keys,
    decision: first.decision,
    reason: first.reason,
    ...(image === undefined ? {} : { image }),
  };
  if (first.decision !== 'stale' && first.decision !== 'migrate') return { decision };
  const facts = notebook === undefined ? {} : { notebook };
  if (!verdicts.some((verdict) => verdict.decision === 'migrate')) {
    const restart = {
      ...keys,
      action: 'restart',
      containers: containersToRestart(verdicts),
      ...facts,
    } as const;
    return { decision, restart };
  }
  const restart = {
    ...keys,
    action: 'migrate',
    containers: containersToMigrate(verdicts),
    ...(owner === undefined ? {} : { owner }),
    ...facts,
  } as const;
  return { decision, restart };
}

const nobody: Migration = { to: undefined, from: undefined, fixPullPolicy: false };

const rank = ({ decision }: Verdict): number => decisions.indexOf(decision);

/**
 * The stale containers, each once: the replicas of a workload mostly agree.
 *
 * Those that an earlier restart did not move (`unmoved`) are among them. The restart writes what it was for over what
 * the earlier one was for, so without them the workload would look as if it had never restarted for their digest, and
 * would restart for it the next time.
 */
function containersToRestart(verdicts: readonly Verdict[]): StaleContainer[] {
  const distinct = new Map<string, StaleContainer>();
  for (const { decision, stale } of verdicts) {
    if (stale === undefined || (decision !== 'stale' && decision !== 'unmoved')) continue;
    const unmoved = decision === 'unmoved' ? { unmoved: true as const } : {};
    distinct.set(`${stale.name} ${stale.image} ${stale.running}`, { ...stale, ...unmoved });
  }
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stale]) => stale);
}
