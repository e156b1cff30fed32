import { deletePod } from '../api/deletion.ts';
import type { Container } from '../api/objects.ts';
import type { ContainerRuns } from './container-run.ts';
import { keepContainer } from './keep-container.ts';
import type { NodeImages } from './node-images.ts';
import type { PodProgress } from './pod-progress.ts';

/**
 * Brings one pod up on its node, and takes it down again.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export class PodWorker {
  readonly #progress: PodProgress;
  readonly #node: NodeImages;
  #comingUp: Promise<void> | undefined;

  constructor(progress: PodProgress, node: NodeImages) {
    this.#progress = progress;
    this.#node = node;
  }

  /**
   * Starts the pod, or goes on with one that was loaded.
   *
   * @param previous containers of an earlier pod of its name, which its status is to show for a moment
   */
  async start(previous?: ContainerRuns): Promise<void> {
    const progress = this.#progress;
    if (previous) progress.report(previous);
    await progress.reported();
    const { initContainers = [], containers } = progress.pod.spec;
    for (const container of initContainers) await this.#keep(container, 'init');
    await Promise.all(containers.map((container) => this.#keep(container, 'main')));
  }

  /** Stops the containers and then lets the pod go, unless a finalizer holds it. */
  terminate(): void {
    const progress = this.#progress;
    const { store, work, times } = progress.parts;
    progress.giveUp();
    const { running } = progress;
    for (const name of running)
      progress.tell(name, { reason: 'Killing', message: `Stopping container ${name}` });
    const finish = () => work.soon(() => progress.present() && deletePod(store, progress.key, 0));
    if (running.length === 0) {
      finish();
      return;
    }
    const graceMs = (progress.present()?.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    const isKilled = times.terminationMs > graceMs;
    work.later(isKilled ? graceMs : times.terminationMs, () => {
      const exit = isKilled ? { exitCode: 137, reason: 'Error' } : { exitCode: 0, reason: 'Completed' };
      for (const name of running) progress.end(name, exit);
      progress.report();
      finish();
    });
  }

  /** Throws the pod off its node. https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/ */
  evict(message: string): void {
    const progress = this.#progress;
    progress.giveUp();
    progress.tell(undefined, { type: 'Warning', reason: 'Evicted', message });
    for (const name of progress.running) progress.end(name, { exitCode: 137, reason: 'Error' });
    progress.report(undefined, { phase: 'Failed', reason: 'Evicted', message });
  }

  /** The pod is gone. */
  stop(): void {
    this.#progress.giveUp();
  }

  #keep(container: Container, role: 'init' | 'main'): Promise<void> {
    const up = () => this.#up();
    return keepContainer({ progress: this.#progress, node: this.#node, container, role, up });
  }

  /** Passes once for all containers that wait for it at the same time. */
  async #up(): Promise<void> {
    this.#comingUp ??= this.#progress.pause(this.#progress.readyDelayMs, 'later');
    await this.#comingUp;
    this.#comingUp = undefined;
  }
}
