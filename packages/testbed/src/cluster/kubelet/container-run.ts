import type { ContainerStatus, Pod, Terminated } from '../api/objects.ts';

/** How far the kubelet has come with one container. */
export type ContainerState =
  | { is: 'creating' }
  | { is: 'waiting'; reason: string; message: string }
  | { is: 'running'; startedAt: string; ready: boolean }
  | ({ is: 'terminated' } & Terminated);

/** The image that a container runs, as the runtime calls it. */
export interface RunImage {
  name: string;
  imageID: string;
  containerID: string;
}

/** A container of a pod, over all its restarts. */
export interface ContainerRun {
  state: ContainerState;
  restartCount: number;
  /** What it runs, or ran last; undefined before its first start. */
  image?: RunImage;
  /** How it ended before its last restart. */
  last?: Terminated;
}

export type ContainerRuns = ReadonlyMap<string, ContainerRun>;

export const NOT_STARTED: ContainerRun = { state: { is: 'creating' }, restartCount: 0 };

/** The states of a pod's containers, as its status shows them. */
export function runsOf({ status }: Pod): Map<string, ContainerRun> {
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return new Map(statuses.map((one) => [one.name, runOf(one)]));
}

function runOf(status: ContainerStatus): ContainerRun {
  const { image: name, imageID, containerID = '', restartCount, lastState } = status;
  return {
    state: stateOf(status),
    restartCount,
    ...(imageID !== '' && { image: { name, imageID, containerID } }),
    ...(lastState.terminated && { last: lastState.terminated }),
  };
}

function stateOf({ state: { running, waiting, terminated }, ready }: ContainerStatus): ContainerState {
  if (running) return { is: 'running', startedAt: running.startedAt, ready };
  if (terminated) return { is: 'terminated', ...terminated };
  const { reason = '', message } = waiting ?? {};
  return message === undefined ? { is: 'creating' } : { is: 'waiting', reason, message };
}
