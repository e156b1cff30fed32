import { judgeActivity } from '@patch-notebook-sts/core/rows/activity';
import type { Decision } from '@patch-notebook-sts/core/rows/decision-row';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { formatReference } from '@patch-notebook-sts/core/rows/reference';
import type { ActivityRule } from '@patch-notebook-sts/core/rows/restart-row';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Verdict } from './compare-container.ts';
import type { Container } from './containers.ts';
import { type AgeRule, whyOlder, whyTooNew } from './image-age.ts';
import type { ListedWorkload } from './workloads.ts';

/** What keeps stale workloads from restarting; durations are in milliseconds. */
export interface Guards {
  /** Milliseconds since the epoch. */
  now: number;
  /** A notebook must have been idle for so long; undefined: activity is not asked about. */
  idleForMs: number | undefined;
  /** What happens to notebooks whose activity is not known. */
  unknownActivity: 'restart' | 'skip';
  /** What has run for longer restarts even when its owner is at work. */
  forceAfterMs: number | undefined;
  /** The same as the options said it, for sts-restart to ask once more; empty where activity is not asked about. */
  activityRule: ActivityRule;
  allowPullPolicy: boolean;
  /** Digests that no container may be moved to. */
  hold: ReadonlySet<string>;
  /** Why images that failed where they were tried must not be brought to others, by their digests. */
  failedCanaries?: ReadonlyMap<string, string> | undefined;
  /** How old images have to be; undefined: their age is not asked about. */
  age?: AgeRule | undefined;
  /** How long before its restart the owner has to know of it, and as the option said it; undefined: that is not asked about. */
  notice?: { ms: number; text: string } | undefined;
  /** Whether a tag that was moved back to an older image is left alone. */
  noOlder?: boolean | undefined;
  /** Why an image must not be used without its partner, as the end of a sentence; undefined: partners are not asked about. */
  whyUnpaired?: ((target: ImageRow) => string | undefined) | undefined;
  /** The platform of all nodes, such as `linux/amd64`; undefined: not known. */
  platform?: string | undefined;
}

/** A container of a workload, and what was decided about it alone. */
export interface ContainerVerdict {
  container: Container;
  verdict: Verdict;
}

/** An image that no container may be brought onto, and the container that a restart of its workload would bring onto it. */
export interface HeldImage {
  name: string;
  decision: 'held' | 'too-new' | 'older' | 'unpaired';
  digest: string;
  /** The end of the reason, after the digest. */
  why: string;
}

/**
 * The first container that a restart would move to an image that is held, too new, older than what runs, or not built
 * with its partner, in that order. All of a pod's containers start anew, so one that isn't known to be stale counts too;
 * only one that is current stays where it is.
 */
export function findHeld(compared: readonly ContainerVerdict[], guards: Guards): HeldImage | undefined {
  const { hold, failedCanaries = new Map<string, string>(), age, noOlder = false, whyUnpaired, now } = guards;
  const asksNothing = hold.size === 0 && failedCanaries.size === 0 && age === undefined && !noOlder;
  if (asksNothing && whyUnpaired === undefined) return undefined;
  const moved = compared.filter(({ verdict }) => verdict.decision !== 'current');
  const find = (
    decision: HeldImage['decision'],
    whyNot: (target: ImageRow, running: string | undefined) => Pick<HeldImage, 'digest' | 'why'> | undefined,
  ): HeldImage | undefined => {
    for (const { container, verdict } of moved) {
      const { target, stale } = verdict;
      const found = target && whyNot(target, stale?.running);
      if (found !== undefined) return { name: container.name, decision, ...found };
    }
    return undefined;
  };
  return (
    find('held', ({ digest, platforms = {} }) => {
      const held = [digest ?? '', ...Object.values(platforms)].find((candidate) => hold.has(candidate));
      return held === undefined ? undefined : { digest: held, why: 'which is held' };
    }) ??
    find('held', ({ digest }) => {
      const why = failedCanaries.get(digest ?? '');
      return why === undefined ? undefined : { digest: digest ?? '', why };
    }) ??
    find('too-new', (target) => {
      const why = age && whyTooNew(target, age, now);
      return why === undefined ? undefined : { digest: target.digest ?? '', why };
    }) ??
    find('older', (target, running) => {
      const why = noOlder && running !== undefined ? whyOlder(target, running) : undefined;
      return why === undefined ? undefined : { digest: target.digest ?? '', why };
    }) ??
    find('unpaired', (target) => {
      const why = whyUnpaired?.(target);
      return why === undefined ? undefined : { digest: target.digest ?? '', why };
    })
  );
}

/**
 * A container's verdict after asking everything that speaks against its restart, in the order of the
 * table of decisions in the docs. Only a stale container is asked about, and one to migrate; what it runs stays with its verdict.
 *
 * @param held what `findHeld` found among the containers of its workload
 */
export function guard(
  { container, verdict }: ContainerVerdict,
  { notebook, optOut }: Pick<ListedWorkload, 'notebook' | 'optOut'>,
  held: HeldImage | undefined,
  guards: Guards,
): Verdict {
  const migrates = verdict.decision === 'migrate';
  if (verdict.decision !== 'stale' && !migrates) return verdict;
  const say = (decision: Decision, why: string): Verdict => ({
    ...verdict,
    decision,
    reason: `${verdict.reason}; ${why}`,
  });

  if (optOut !== undefined) return say('opted-out', `its ${optOut} asks for no restarts`);
  if (held !== undefined) {
    const what = held.name === container.name ? 'it' : `container ${held.name}`;
    return say(held.decision, `a restart would bring ${what} onto ${shortDigest(held.digest)}, ${held.why}`);
  }
  const policy = verdict.change?.imagePullPolicy ?? container.imagePullPolicy ?? 'Always';
  // IfNotPresent pulls a reference that the node doesn't have, and mostly it won't have had that of a migration.
  const pulls = policy === 'Always' || (migrates && policy === 'IfNotPresent');
  if (!pulls && !guards.allowPullPolicy)
    return say('pull-policy', `its imagePullPolicy is ${policy}, so a restart may not pull it`);
  if (!migrates && wasRestartedFor(verdict, container))
    return say('unmoved', 'it was restarted for that digest before, which did not help');

  if (guards.idleForMs === undefined) return verdict;
  const { state, reason } = judgeActivity(notebook, guards.idleForMs, guards.now);
  if (state === 'idle' || (state === 'unknown' && guards.unknownActivity === 'restart')) return verdict;
  if (isForced(container, guards))
    return say(verdict.decision, `${reason}, but it has run since ${container.startedAt}, too long to wait`);
  return say(state === 'busy' ? 'busy' : 'activity-unknown', reason);
}

/** Whether the pod's annotation names exactly what its tag points to now: its restart is behind it. */
export function wasRestartedFor({ target }: Verdict, { restartedFor = '' }: Container): boolean {
  if (target === undefined || target.digest === null) return false;
  const { repository, tag, digest } = target;
  return restartedFor.split(',').includes(formatReference({ repository, tag, digest }));
}

function isForced({ startedAt }: Container, { forceAfterMs, now }: Guards): boolean {
  if (forceAfterMs === undefined || startedAt === undefined) return false;
  return now - Date.parse(startedAt) > forceAfterMs;
}
