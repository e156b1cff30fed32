import type { Events, Report } from '../api/events.ts';
import { isFinished, type Pod } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import type { Work } from '../time/work.ts';
import { type ContainerRun, type ContainerRuns, NOT_STARTED, runsOf } from './container-run.ts';
import type { Exit } from './container-start.ts';
import type { ImageBook } from './image-facts.ts';
import type { ImageSource } from './node-images.ts';
import { type Placement, podStatus } from './pod-status.ts';

export interface KubeletTimes {
  /**
   * From the start of a pod's containers until they are ready, in milliseconds; a function gives each pod its own.
   * Infinity: they run, and never get ready.
   */
  readyDelayMs: number | ((pod: Pod) => number);
  /** How long containers take to stop, in milliseconds; after their pod's grace period they are killed. */
  terminationMs: number;
  /** From an attempt to pull an image that is not there to the next, in milliseconds; it doubles with each failure. */
  pullBackoffMs: number;
  /** How long a node takes to pull an image that it lacks, in milliseconds. */
  pullMs: number;
}

/** What the kubelets of all nodes share. */
export interface KubeletParts {
  store: Store;
  work: Work;
  events: Events;
  images: ImageSource;
  book: ImageBook;
  times: KubeletTimes;
}

/**
 * How far a pod has come on its node, and what its status and its Events say of that. Its promises never
 * resolve once the pod is given up, so that whatever waits for one ends there.
 */
export class PodProgress {
  readonly parts: KubeletParts;
  readonly pod: Pod;
  readonly key: string;
  /** The pod's own, out of the cluster's times. */
  readonly readyDelayMs: number;
  readonly #at: Placement;
  #runs: Map<string, ContainerRun>;
  #isOver = false;
  #nextReport: Promise<void> | undefined;

  /** @param pod as it is now; one that runs already goes on from its status */
  constructor(parts: KubeletParts, pod: Pod, podIP: string) {
    this.parts = parts;
    this.pod = pod;
    this.key = keyOf(pod.metadata.namespace, pod.metadata.name);
    const { readyDelayMs } = parts.times;
    this.readyDelayMs = typeof readyDelayMs === 'number' ? readyDelayMs : readyDelayMs(pod);
    const { hostIP = '192.0.2.2', podIP: ip = podIP, startTime = parts.store.now() } = pod.status;
    this.#at = { hostIP, podIP: ip, startTime } as Placement;
    this.#runs = runsOf(pod);
  }

  get podIP(): string {
    return this.#at.podIP;
  }

  /** Ends all that goes on with the pod. */
  giveUp(): void {
    this.#isOver = true;
    this.#runs = runsOf(this.present() ?? this.pod);
  }

  run(name: string): ContainerRun {
    return this.#runs.get(name) ?? NOT_STARTED;
  }

  /** The names of the containers that run. */
  get running(): string[] {
    return [...this.#runs].filter(([, { state }]) => state.is === 'running').map(([name]) => name);
  }

  set(name: string, run: ContainerRun): void {
    this.#runs.set(name, run);
  }

  /** Has a container end now. */
  end(name: string, exit: Exit): void {
    const run = this.run(name);
    const finishedAt = this.parts.store.now();
    const startedAt = run.state.is === 'running' ? run.state.startedAt : finishedAt;
    const { containerID } = run.image ?? {};
    this.set(name, { ...run, state: { is: 'terminated', ...exit, startedAt, finishedAt, containerID } });
  }

  /** Resolves after a delay; `settled` waits for one that is `later`. */
  pause(ms: number, kind: 'later' | 'retry'): Promise<void> {
    return new Promise((resolve) => {
      this.parts.work[kind](ms, () => {
        if (!this.#isOver) resolve();
      });
    });
  }

  /** Resolves as a promise does, and has the cluster not settle before. */
  during<T>(promise: Promise<T>): Promise<T> {
    const done = this.parts.work.begin();
    return new Promise((resolve) => {
      promise.then((value) => {
        if (!this.#isOver) resolve(value);
        done();
      });
    });
  }

  /** Reports the states of all containers when the present turn is over, and resolves then. */
  reported(): Promise<void> {
    this.#nextReport ??= new Promise((resolve) => {
      this.parts.work.soon(() => {
        this.#nextReport = undefined;
        if (this.#isOver) return;
        this.report();
        resolve();
      });
    });
    return this.#nextReport;
  }

  /** Reports at once. `runs` and `more` are for a status that says something else. */
  report(runs: ContainerRuns = this.#runs, more: object = {}): void {
    const pod = this.present();
    if (!pod || isFinished(pod)) return;
    const { store } = this.parts;
    store.put('pods', { ...pod, status: { ...podStatus(pod, runs, this.#at, store.now()), ...more } });
  }

  /** Leaves an Event of the pod, or of one of its containers. */
  tell(container: string | undefined, report: Report): void {
    const { initContainers = [], nodeName } = this.pod.spec;
    const list = initContainers.some(({ name }) => name === container) ? 'initContainers' : 'containers';
    const fieldPath = container === undefined ? {} : { fieldPath: `spec.${list}{${container}}` };
    const source = { component: 'kubelet', host: nodeName };
    this.parts.events.record(source, this.present() ?? this.pod, { ...report, ...fieldPath });
  }

  /** The pod as it is now; undefined when it is gone, even if another one has its name. */
  present(): Pod | undefined {
    const now = this.parts.store.get('pods', this.key);
    return now?.metadata.uid === this.pod.metadata.uid ? now : undefined;
  }
}
