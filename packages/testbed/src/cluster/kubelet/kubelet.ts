import type { Change } from '../api/history.ts';
import { isFinished, isTerminating, type Pod } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import type { NoRoom } from './capacity.ts';
import { type ContainerRuns, runsOf } from './container-run.ts';
import type { Nodes } from './nodes.ts';
import { type KubeletParts, PodProgress } from './pod-progress.ts';
import { PodWorker } from './pod-worker.ts';
import { pullImage } from './pull.ts';
import { Scheduler } from './scheduler.ts';

/** The scheduler and the kubelets of all nodes: they bring each new pod up and take each deleted one down. */
export class Kubelet {
  readonly #parts: KubeletParts;
  readonly #nodes: Nodes;
  readonly #scheduler: Scheduler;
  #workers = new Map<string, PodWorker>();
  #previous: Map<string, ContainerRuns> | undefined;
  #addresses = 0;

  /**
   * @param isSlow whether a pod first shows the containers of the one of its name before it, as has been recorded of a
   *   kubelet that lags behind
   */
  constructor(parts: KubeletParts, nodes: Nodes, isSlow: boolean) {
    this.#parts = parts;
    this.#nodes = nodes;
    this.#scheduler = new Scheduler(parts.store, parts.events, nodes);
    if (isSlow) this.#previous = new Map();
  }

  onChange({ type, resource, object, previous, key }: Change): void {
    if (resource !== 'pods') return;
    const pod = object as Pod;
    if (type === 'ADDED') this.#parts.work.soon(() => this.#admit(pod));
    else if (type === 'DELETED') {
      this.#workers.get(pod.metadata.uid)?.stop();
      this.#workers.delete(pod.metadata.uid);
      this.#previous?.set(key, runsOf(pod));
    } else if (isTerminating(pod) && previous && !isTerminating(previous)) this.#workerOf(pod).terminate();
    if (type === 'DELETED' || isFinished(pod))
      for (const waiting of this.#scheduler.takeWaiting()) this.#parts.work.soon(() => this.#admit(waiting));
  }

  /** Goes on with loaded pods that wait for an image as soon as it is there; until then they stay as they are. */
  resume(pods: readonly Pod[]): void {
    for (const pod of pods) {
      const reasons = pod.status.containerStatuses?.map(({ state }) => state.waiting?.reason) ?? [];
      if (reasons.some((reason) => reason === 'ImagePullBackOff' || reason === 'ErrImagePull'))
        this.#resumeLater(pod);
    }
  }

  /** Throws a pod off its node, which leaves it listed as Failed. */
  evict(pod: Pod, message: string): void {
    this.#workerOf(pod).evict(message);
  }

  #admit(added: Pod): void {
    const pod = this.#present(added);
    if (!pod) return;
    const placed = pod.spec.nodeName === undefined ? this.#scheduler.schedule(pod) : pod;
    const { nodeName } = placed?.spec ?? {};
    // nobody takes care of a pod that was put on a node that doesn't exist
    if (!placed || nodeName === undefined || !this.#nodes.has(nodeName)) return;
    const noRoom = this.#scheduler.noRoom(placed, nodeName);
    if (noRoom) this.#reject(placed, noRoom);
    else
      this.#workerOf(placed).start(
        this.#previous?.get(keyOf(placed.metadata.namespace, placed.metadata.name)),
      );
  }

  /** A pod that was put on a node without asking the scheduler can find it full. */
  #reject(pod: Pod, { reason, message }: NoRoom): void {
    const { store, events } = this.#parts;
    events.record({ component: 'kubelet', host: pod.spec.nodeName }, pod, {
      type: 'Warning',
      reason,
      message,
    });
    const said = `Pod was rejected: ${message}`;
    store.put('pods', { ...pod, status: { phase: 'Failed', message: said, reason, startTime: store.now() } });
  }

  #resumeLater(pod: Pod): void {
    const { work, times, images } = this.#parts;
    work.retry(times.pullBackoffMs, async () => {
      const now = this.#present(pod);
      if (!now || isTerminating(now)) return;
      const done = work.begin();
      const node = this.#nodes.images(now.spec.nodeName ?? '');
      const pulls = await Promise.all(now.spec.containers.map((one) => pullImage(one, node, images)));
      if (pulls.every((pull) => 'image' in pull)) this.#workerOf(now).start();
      else this.#resumeLater(pod);
      done();
    });
  }

  #workerOf(pod: Pod): PodWorker {
    const { uid } = pod.metadata;
    const node = this.#nodes.images(pod.spec.nodeName ?? '');
    const worker =
      this.#workers.get(uid) ?? new PodWorker(new PodProgress(this.#parts, pod, this.#nextAddress()), node);
    this.#workers.set(uid, worker);
    return worker;
  }

  #present({ metadata }: Pod): Pod | undefined {
    const now = this.#parts.store.get('pods', keyOf(metadata.namespace, metadata.name));
    return now?.metadata.uid === metadata.uid ? now : undefined;
  }

  #nextAddress(): string {
    const n = this.#addresses++;
    return `10.${244 + ((n >> 16) & 7)}.${(n >> 8) & 255}.${n & 255}`;
  }
}
