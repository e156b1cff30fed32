import type { Condition, Container, ContainerStatus, Pod, PodStatus } from '../api/objects.ts';
import { type ContainerRun, type ContainerRuns, NOT_STARTED } from './container-run.ts';

/** Where a pod runs. */
export interface Placement {
  hostIP: string;
  podIP: string;
  startTime: string;
}

/**
 * The status that the kubelet reports for a pod on its node. Conditions that have not changed keep their transition time.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function podStatus(pod: Pod, runs: ContainerRuns, at: Placement, now: string): PodStatus {
  const { containers, initContainers = [] } = pod.spec;
  const creating = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const statusOf = (container: Container) =>
    containerStatus(container, runs.get(container.name) ?? NOT_STARTED, creating);
  const inits = initContainers.map(statusOf).map(asInit);
  const containerStatuses = containers.map(statusOf);
  const phase = phaseOf(pod, inits, containerStatuses);
  return {
    phase,
    conditions: conditionsOf(pod, phase, inits, containerStatuses, now),
    hostIP: at.hostIP,
    podIP: at.podIP,
    podIPs: [{ ip: at.podIP }],
    startTime: at.startTime,
    ...(inits.length > 0 && { initContainerStatuses: inits }),
    containerStatuses,
    qosClass: pod.status.qosClass ?? 'BestEffort',
  };
}

/** The status of a pod that has a node, and that its kubelet has not seen yet. */
export function scheduledStatus(pod: Pod, now: string): PodStatus {
  return { ...pod.status, conditions: [condition(pod, now, 'PodScheduled')] };
}

/** The status of a pod that no node may run. */
export function unschedulableStatus(pod: Pod, message: string, now: string): PodStatus {
  const reason = { reason: 'Unschedulable', message };
  return { ...pod.status, conditions: [condition(pod, now, 'PodScheduled', reason)] };
}

/** `getPhase` in kubernetes/pkg/kubelet/kubelet_pods.go */
function phaseOf({ spec }: Pod, inits: ContainerStatus[], statuses: ContainerStatus[]): string {
  const { restartPolicy = 'Always' } = spec;
  if (restartPolicy === 'Never' && inits.some(hasFailed)) return 'Failed';
  if (inits.some((status) => status.state.terminated?.exitCode !== 0)) return 'Pending';
  const waits = ({ state, lastState }: ContainerStatus) => state.waiting && !lastState.terminated;
  if (statuses.some(waits)) return 'Pending';
  if (statuses.some(({ state }) => state.running) || restartPolicy === 'Always') return 'Running';
  if (statuses.every(({ state }) => state.terminated?.exitCode === 0)) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

function hasFailed({ state }: ContainerStatus): boolean {
  return state.terminated !== undefined && state.terminated.exitCode !== 0;
}

function conditionsOf(
  pod: Pod,
  phase: string,
  inits: ContainerStatus[],
  statuses: ContainerStatus[],
  now: string,
): Condition[] {
  const ended = { Succeeded: 'PodCompleted', Failed: 'PodFailed' }[phase];
  const incomplete = inits.filter(({ ready }) => !ready).map(({ name }) => name);
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const notReady = ended
    ? { reason: ended }
    : unready.length > 0
      ? { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` }
      : undefined;
  const notInitialized =
    incomplete.length > 0
      ? {
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: [${incomplete.join(' ')}]`,
        }
      : undefined;
  const initialized = condition(pod, now, 'Initialized', notInitialized);
  return [
    phase === 'Succeeded' ? { ...initialized, reason: 'PodCompleted' } : initialized,
    condition(pod, now, 'Ready', notReady),
    condition(pod, now, 'ContainersReady', notReady),
    condition(pod, now, 'PodScheduled'),
  ];
}

function condition(pod: Pod, now: string, type: string, whyNot?: { reason: string }): Condition {
  const status = whyNot ? 'False' : 'True';
  const before = pod.status.conditions?.find((other) => other.type === type);
  return {
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime: before?.status === status ? before.lastTransitionTime : now,
    ...whyNot,
  };
}

/** An init container is ready when it has done its work. */
function asInit({ started: _, ...status }: ContainerStatus): ContainerStatus {
  return { ...status, ready: status.state.terminated?.exitCode === 0 };
}

function containerStatus(
  { name, image: specImage }: Container,
  { state, restartCount, image, last }: ContainerRun,
  creating: string,
): ContainerStatus {
  return {
    name,
    state: stateFields(state, creating),
    lastState: last ? { terminated: last } : {},
    ready: state.is === 'running' && state.ready,
    restartCount,
    image: image?.name ?? specImage,
    imageID: image?.imageID ?? '',
    ...(image && { containerID: image.containerID }),
    started: state.is === 'running',
  };
}

function stateFields(state: ContainerRun['state'], creating: string): ContainerStatus['state'] {
  switch (state.is) {
    case 'creating':
      return { waiting: { reason: creating } };
    case 'waiting':
      return { waiting: { reason: state.reason, message: state.message } };
    case 'running':
      return { running: { startedAt: state.startedAt } };
    case 'terminated': {
      const { is: _, ...terminated } = state;
      return { terminated };
    }
  }
}
