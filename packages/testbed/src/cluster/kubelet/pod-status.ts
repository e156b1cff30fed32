import type { Condition, Container, ContainerStatus, Pod, PodStatus } from '../api/objects.ts';

/** How far the kubelet has come with one container. */
export type ContainerState =
  | { is: 'creating' }
  | { is: 'waiting'; reason: string; message: string }
  | { is: 'running'; image: string; imageID: string; containerID: string; startedAt: string; ready: boolean }
  | { is: 'crashing'; image: string; imageID: string; containerID: string; startedAt: string };

/** Where a pod runs. */
export interface Placement {
  hostIP: string;
  podIP: string;
  startTime: string;
}

/**
 * The status that the kubelet reports for a scheduled pod. Conditions that have not changed keep their transition time.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function podStatus(
  pod: Pod,
  states: ReadonlyMap<string, ContainerState>,
  at: Placement,
  now: string,
): PodStatus {
  const { containers } = pod.spec;
  const stateOf = ({ name }: Container) => states.get(name) ?? { is: 'creating' as const };
  const unready = containers.filter((container) => !isReadyState(stateOf(container))).map(({ name }) => name);
  const started = containers.every((container) => ['running', 'crashing'].includes(stateOf(container).is));
  return {
    phase: started ? 'Running' : 'Pending',
    conditions: [
      condition(pod, now, 'Initialized'),
      condition(pod, now, 'Ready', unready),
      condition(pod, now, 'ContainersReady', unready),
      condition(pod, now, 'PodScheduled'),
    ],
    hostIP: at.hostIP,
    podIP: at.podIP,
    podIPs: [{ ip: at.podIP }],
    startTime: at.startTime,
    containerStatuses: containers.map((container) =>
      containerStatus(pod, container, stateOf(container), now),
    ),
    qosClass: 'BestEffort',
  };
}

/** The status of a pod that no node may run. */
export function unschedulableStatus(nodes: number, now: string): PodStatus {
  const none = `0/${nodes} nodes are available`;
  return {
    phase: 'Pending',
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        lastProbeTime: null,
        lastTransitionTime: now,
        reason: 'Unschedulable',
        message:
          `${none}: ${nodes} node(s) didn't match Pod's node affinity/selector. ` +
          `preemption: ${none}: ${nodes} Preemption is not helpful for scheduling..`,
      },
    ],
    qosClass: 'BestEffort',
  };
}

function isReadyState(state: ContainerState): boolean {
  return state.is === 'running' && state.ready;
}

function condition(pod: Pod, now: string, type: string, unready: string[] = []): Condition {
  const status = unready.length === 0 ? 'True' : 'False';
  const before = pod.status.conditions?.find((other) => other.type === type);
  return {
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime: before?.status === status ? before.lastTransitionTime : now,
    ...(unready.length > 0 && {
      reason: 'ContainersNotReady',
      message: `containers with unready status: [${unready.join(' ')}]`,
    }),
  };
}

function containerStatus(
  pod: Pod,
  { name, image }: Container,
  state: ContainerState,
  now: string,
): ContainerStatus {
  const base = { name, lastState: {}, restartCount: 0 };
  switch (state.is) {
    case 'creating':
      return { ...base, ...absent(image), state: { waiting: { reason: 'ContainerCreating' } } };
    case 'waiting':
      return {
        ...base,
        ...absent(image),
        state: { waiting: { reason: state.reason, message: state.message } },
      };
    case 'running': {
      const { image: runs, imageID, containerID, ready, startedAt } = state;
      return {
        ...base,
        state: { running: { startedAt } },
        ready,
        image: runs,
        imageID,
        containerID,
        started: true,
      };
    }
    case 'crashing':
      return { ...base, ...crashed(pod, name, state, now) };
  }
}

function absent(image: string) {
  return { ready: false, image, imageID: '', started: false };
}

function crashed(pod: Pod, name: string, state: Extract<ContainerState, { is: 'crashing' }>, now: string) {
  const { image, imageID, containerID, startedAt } = state;
  const { name: podName, namespace, uid } = pod.metadata;
  return {
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off 10s restarting failed container=${name} pod=${podName}_${namespace}(${uid})`,
      },
    },
    lastState: {
      terminated: { exitCode: 1, reason: 'Error', startedAt, finishedAt: now, containerID },
    },
    ready: false,
    restartCount: 1,
    image,
    imageID,
    containerID,
    started: false,
  };
}
