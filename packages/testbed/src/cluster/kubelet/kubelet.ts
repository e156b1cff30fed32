import { randomBytes } from 'node:crypto';
import type { Change } from '../api/history.ts';
import { isTerminating, type Pod } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import type { Work } from '../time/work.ts';
import type { ImageSource } from './node-images.ts';
import type { Nodes } from './nodes.ts';
import { type ContainerState, type Placement, podStatus, unschedulableStatus } from './pod-status.ts';
import { type Pull, pullImage } from './pull.ts';

/** How a container of a broken image fails: it runs and never gets ready, or it exits at once, again and again. */
export type Breakage = 'never-ready' | 'crash-loop';

export interface KubeletTimes {
  /** From the start of a pod's containers until they are ready, in milliseconds. */
  readyDelayMs: number;
  /** From a pod's deletionTimestamp until it is gone, in milliseconds. */
  terminationMs: number;
  /** Between two attempts to pull an image that is not there, in milliseconds. */
  pullBackoffMs: number;
}

/** The scheduler and the kubelets of all nodes: they bring each new pod up and take each deleted one down. */
export class Kubelet {
  /** Digests whose containers fail, and how. */
  readonly broken = new Map<string, Breakage>();
  readonly #store: Store;
  readonly #work: Work;
  readonly #nodes: Nodes;
  readonly #images: ImageSource;
  readonly #times: KubeletTimes;
  #addresses = 0;

  constructor(store: Store, work: Work, nodes: Nodes, images: ImageSource, times: KubeletTimes) {
    this.#store = store;
    this.#work = work;
    this.#nodes = nodes;
    this.#images = images;
    this.#times = times;
  }

  onChange({ type, resource, object, previous }: Change): void {
    if (resource !== 'pods' || type === 'DELETED') return;
    const pod = object as Pod;
    if (type === 'ADDED') this.#work.soon(() => this.#admit(pod));
    else if (isTerminating(pod) && previous && !isTerminating(previous)) this.#terminate(pod);
  }

  /** Goes on with what loaded pods were waiting for: an image that could not be pulled. */
  resume(pods: readonly Pod[]): void {
    for (const pod of pods) {
      const reasons = pod.status.containerStatuses?.map(({ state }) => state.waiting?.reason) ?? [];
      if (reasons.some((reason) => reason === 'ImagePullBackOff' || reason === 'ErrImagePull'))
        this.#pullLater(pod);
    }
  }

  #admit(pod: Pod): void {
    const nodeName = this.#nodes.schedule(pod);
    if (nodeName === undefined) {
      this.#update(pod, (now) => ({
        ...now,
        status: unschedulableStatus(this.#nodes.names.length, this.#store.now()),
      }));
      return;
    }
    const scheduled = this.#update(pod, (now) => ({ ...now, spec: { ...now.spec, nodeName } }));
    if (!scheduled) return;
    const at = { hostIP: '192.0.2.2', podIP: this.#nextAddress(), startTime: this.#store.now() };
    const creating = this.#report(scheduled, new Map(), at);
    if (creating) this.#start(creating, at);
  }

  /** Pulls and runs all containers that do not run yet. */
  #start(pod: Pod, at: Placement): void {
    const done = this.#work.begin();
    this.#pull(pod, at).finally(done);
  }

  async #pull(pod: Pod, at: Placement): Promise<void> {
    const node = this.#nodes.images(pod.spec.nodeName ?? '');
    const states = new Map<string, ContainerState>();
    for (const container of pod.spec.containers) {
      const pull = await pullImage(container, node, this.#images);
      const name = 'image' in pull ? node.reportedName(container.image, pull.image) : container.image;
      states.set(container.name, this.#stateAfter(pull, name));
    }
    const started = this.#report(pod, states, at);
    if (!started || isTerminating(started)) return;
    if ([...states.values()].some(({ is }) => is === 'waiting')) this.#pullLater(started);
    else this.#readyLater(started, states, at);
  }

  #stateAfter(pull: Pull, name: string): ContainerState {
    if (!('image' in pull)) return { is: 'waiting', ...pull };
    const { repository, digest } = pull.image;
    const running = {
      image: name,
      imageID: `${repository}@${digest}`,
      containerID: `containerd://${randomBytes(32).toString('hex')}`,
      startedAt: this.#store.now(),
    };
    if (this.broken.get(digest) === 'crash-loop') return { is: 'crashing', ...running };
    return { is: 'running', ...running, ready: false };
  }

  #pullLater(pod: Pod): void {
    this.#work.retry(this.#times.pullBackoffMs, () => {
      const now = this.#present(pod);
      if (!now || isTerminating(now)) return;
      const { hostIP, podIP, startTime } = now.status;
      this.#start(now, { hostIP, podIP, startTime } as Placement);
    });
  }

  #readyLater(pod: Pod, states: Map<string, ContainerState>, at: Placement): void {
    const ready = new Map([...states].map(([name, state]) => [name, this.#readyState(state)] as const));
    if (![...ready.values()].some((state) => state.is === 'running' && state.ready)) return;
    this.#work.later(this.#times.readyDelayMs, () => {
      const now = this.#present(pod);
      if (now && !isTerminating(now)) this.#report(now, ready, at);
    });
  }

  #readyState(state: ContainerState): ContainerState {
    if (state.is !== 'running') return state;
    return { ...state, ready: !this.broken.has(state.imageID.split('@', 2)[1] ?? '') };
  }

  #terminate(pod: Pod): void {
    const immediate = pod.metadata.deletionGracePeriodSeconds === 0;
    this.#work.later(immediate ? 0 : this.#times.terminationMs, () => {
      if (this.#present(pod)) this.#store.remove('pods', keyOf(pod.metadata.namespace, pod.metadata.name));
    });
  }

  #report(pod: Pod, states: ReadonlyMap<string, ContainerState>, at: Placement): Pod | undefined {
    return this.#update(pod, (now) => ({ ...now, status: podStatus(now, states, at, this.#store.now()) }));
  }

  /** The pod as it is now; undefined when it is gone, even if another one has its name. */
  #present({ metadata }: Pod): Pod | undefined {
    const now = this.#store.get('pods', keyOf(metadata.namespace, metadata.name));
    return now?.metadata.uid === metadata.uid ? now : undefined;
  }

  #update(pod: Pod, change: (now: Pod) => Pod): Pod | undefined {
    const now = this.#present(pod);
    return now && this.#store.put('pods', change(now));
  }

  #nextAddress(): string {
    const n = this.#addresses++;
    return `10.${244 + ((n >> 16) & 7)}.${(n >> 8) & 255}.${n & 255}`;
  }
}
