import type { Images } from '@patch-notebook-sts/core/rows/images';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { compareContainer, type Verdict } from './compare-container.ts';
import type { ListedContainer } from './containers.ts';
import { type Guards, wasRestartedFor } from './guard.ts';

/** Reasons of a container that has just begun to start. */
const STARTING = new Set(['ContainerCreating', 'PodInitializing']);

/** A container that runs has this long to become ready: what sts-restart waits where nothing else is said. */
const READY_MS = 10 * 60 * 1000;

/**
 * The images that are not ready in any of the workloads to which a restart has brought them. The run that did so has
 * stopped at its canary or its limit; without this, the next one would bring the same image to the others. What counts is
 * how the pods are now, and not what a file remembers: a canary that has become ready holds nothing.
 * @returns by digest, the end of a sentence that names the digest
 */
export function failedCanaries(
  containers: readonly ListedContainer[],
  images: Images,
  { now, platform }: Pick<Guards, 'now' | 'platform'>,
): ReadonlyMap<string, string> {
  const compare = (one: ListedContainer): Verdict => compareContainer(one, images, one.notebook, platform);
  const failed = new Map<string, ListedContainer[]>();
  for (const one of containers) {
    if (one.restartedFor === undefined || one.notReady === undefined || isStarting(one, now)) continue;
    const verdict = compare(one);
    const digest = verdict.target?.digest ?? undefined;
    // One that runs an older image has not tried this one; one that is stopped says nothing about it.
    const isTrial = verdict.stale === undefined && (one.notebook?.stopped ?? null) === null;
    if (digest !== undefined && isTrial && wasRestartedFor(verdict, one))
      failed.set(digest, [...(failed.get(digest) ?? []), one]);
  }
  if (failed.size === 0) return new Map();
  for (const one of containers) {
    if (one.restartedFor === undefined || one.notReady !== undefined) continue;
    const verdict = compare(one);
    if (verdict.decision === 'current' && wasRestartedFor(verdict, one))
      failed.delete(verdict.target?.digest ?? '');
  }
  return new Map([...failed].map(([digest, trials]) => [digest, whyFailed(trials)]));
}

/** What a run that was killed a moment ago has restarted is on its way, and says nothing yet. */
const isStarting = ({ notReady = '', startedAt }: ListedContainer, now: number): boolean =>
  STARTING.has(notReady) || (startedAt !== undefined && now - Date.parse(startedAt) < READY_MS);

function whyFailed(trials: readonly ListedContainer[]): string {
  const workloads = new Map(trials.map((one) => [workloadName(one), one.notReady]));
  const [[name, reason] = []] = workloads;
  const where = workloads.size === 1 ? `${name} is` : `${workloads.size} workloads such as ${name} are`;
  return `whose canary failed: ${where} not ready since a restart for it (${reason})`;
}
