import { isFinalPull, PULL_TRIED_AGAIN } from '@patch-notebook-sts/core/kube/pull-trouble';
import type { ContainerStatus, PodState } from './pod-state.ts';

/** A container that can't start. */
export interface Trouble {
  /** Which one, and why, in the kubelet's own words. */
  words: string;
  /** Waiting longer can't mend it. */
  final: boolean;
}

/** Reasons of a waiting container from which it may yet recover: the kubelet tries again. */
const MAY_PASS = new Set([
  ...PULL_TRIED_AGAIN,
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/**
 * The first container of a pod that can't start, if there is one. One that crashed and was started again is in trouble
 * too, although it runs for a moment.
 */
export function troubleOf({ metadata, status }: PodState): Trouble | undefined {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const one of statuses) {
    const { reason = '', message } = one.state?.waiting ?? {};
    const where = `container ${one.name} of pod ${metadata.name}`;
    const final = isFinalPull(reason, message);
    if (MAY_PASS.has(reason) || final) {
      return { words: `${where}: ${reason}: ${message ?? 'no message'}${lastEnd(one)}`, final };
    }
    if ((one.restartCount ?? 0) > 0 && lastEnd(one) !== '')
      return {
        words: `${where} was started ${(one.restartCount ?? 0) + 1} times${lastEnd(one)}`,
        final: false,
      };
  }
  return undefined;
}

function lastEnd({ lastState }: ContainerStatus): string {
  const end = lastState?.terminated;
  return end === undefined
    ? ''
    : ` (ended with ${end.reason ?? 'an unknown reason'}, exit code ${end.exitCode})`;
}
