import type { Events } from '../api/events.ts';
import type { Pod } from '../api/objects.ts';
import type { Store } from '../api/store.ts';
import { type NoRoom, noRoomFor } from './capacity.ts';
import { type Nodes, pickNode } from './nodes.ts';
import { scheduledStatus, unschedulableStatus } from './pod-status.ts';

/** Gives pods their nodes, and says so. https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/ */
export class Scheduler {
  readonly #store: Store;
  readonly #events: Events;
  readonly #nodes: Nodes;
  /** Pods that wait for room on a full node. */
  #waiting = new Set<Pod>();

  constructor(store: Store, events: Events, nodes: Nodes) {
    this.#store = store;
    this.#events = events;
    this.#nodes = nodes;
  }

  /** @returns the pod with its node; undefined when there is none for it */
  schedule(pod: Pod): Pod | undefined {
    const allowed = this.#nodes.allowed(pod);
    const full = new Map(allowed.map((node) => [node, this.noRoom(pod, node)]));
    const free = allowed.filter((node) => !full.get(node));
    const { namespace = '', name } = pod.metadata;
    const nodeName = pickNode(free, namespace, name);
    if (nodeName === undefined) {
      this.#refuse(pod, full.get(allowed[0] ?? ''));
      return undefined;
    }
    const spec = { ...pod.spec, nodeName };
    const status = scheduledStatus(pod, this.#store.now());
    const scheduled = this.#store.put('pods', { ...pod, spec, status });
    const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
    this.#events.recordScheduling(scheduled, { reason: 'Scheduled', message, action: 'Binding' });
    return scheduled;
  }

  /** The pods that are to be scheduled again because something has left its node. */
  takeWaiting(): Pod[] {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    return waiting;
  }

  /** Why a pod does not fit on a node. */
  noRoom(pod: Pod, node: string): NoRoom | undefined {
    const capacity = this.#nodes.capacity(node);
    if (Object.keys(capacity).length === 0) return undefined;
    const isOther = ({ spec, metadata }: Pod) => spec.nodeName === node && metadata.uid !== pod.metadata.uid;
    return noRoomFor(pod, this.#store.list('pods').filter(isOther), capacity);
  }

  #refuse(pod: Pod, noRoom: NoRoom | undefined): void {
    if (noRoom) this.#waiting.add(pod);
    const message = whyNot(this.#nodes.names.length, noRoom);
    this.#store.put('pods', { ...pod, status: unschedulableStatus(pod, message, this.#store.now()) });
    const report = { type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' } as const;
    this.#events.recordScheduling(pod, report);
  }
}

function whyNot(nodes: number, noRoom: NoRoom | undefined): string {
  const none = `0/${nodes} nodes are available`;
  const full = noRoom?.reason === 'OutOfpods' ? 'Too many pods' : 'Insufficient cpu';
  if (noRoom)
    return `${none}: ${nodes} ${full}. preemption: ${none}: ${nodes} No preemption victims found for incoming pod..`;
  return (
    `${none}: ${nodes} node(s) didn't match Pod's node affinity/selector. ` +
    `preemption: ${none}: ${nodes} Preemption is not helpful for scheduling..`
  );
}
