import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { listObjects } from '@patch-notebook-sts/core/kube/list-objects';
import { collectionPath, POD } from '@patch-notebook-sts/core/kube/resource';
import { sleep } from '@patch-notebook-sts/core/kube/retry';
import { watchObjects } from '@patch-notebook-sts/core/kube/watch-objects';
import { RUN_LABEL } from './manifest.ts';
import { PullerPod, type Reading, readPuller } from './reading.ts';

/** How often the pods are read where they may not be watched. */
const POLL_MS = 5000;

export interface PullerWatch {
  kubectl: Kubectl;
  /** The same, which asks again while a failure is transient. */
  asking: Kubectl;
  /** The only namespace; undefined where there are several. */
  namespace: string | undefined;
  /** Whose pods. */
  run: string;
  /** The names of pods that are known to have been created. */
  known: () => Iterable<string>;
  onReading: (name: string, reading: Reading) => void;
  /** Called once if the API server refuses to be watched, and for each list that failed then. */
  onTrouble: (words: string) => void;
  signal: AbortSignal;
}

/** Watches the pods of a run; resolves when nothing can be missed any more. Where it may not watch, it lists them. */
export async function watchPullers(watch: PullerWatch): Promise<void> {
  const { kubectl, asking, namespace, run, known, onReading, onTrouble, signal } = watch;
  const selector = `${RUN_LABEL}=${run}`;
  const report = (pod: PullerPod) => onReading(pod.metadata.name, readPuller(pod));

  const list = async () => {
    const before = [...known()];
    try {
      const request = { path: collectionPath(POD, namespace), selector, item: PullerPod };
      const pods = await listObjects(asking, request, (pod) => pod);
      if (signal.aborted) return;
      pods.forEach(report);
      const names = new Set(pods.map(({ metadata }) => metadata.name));
      for (const name of before) if (!names.has(name)) onReading(name, { state: 'gone' });
    } catch (error) {
      if (!signal.aborted) onTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  let isPolling = false;
  const poll = async () => {
    while (!signal.aborted) {
      await sleep(POLL_MS, signal);
      if (!signal.aborted) await list();
    }
  };
  const onObject = (object: unknown, deleted: boolean) => {
    const pod = PullerPod.safeParse(object);
    if (!pod.success) return;
    if (deleted) onReading(pod.data.metadata.name, { state: 'gone' });
    else report(pod.data);
  };
  const onRefused = (failure: string) => {
    if (isPolling || signal.aborted) return;
    isPolling = true;
    onTrouble(`cannot watch, reading every 5 s instead: ${failure}`);
    void poll();
  };
  await watchObjects(
    kubectl,
    POD,
    namespace,
    { onObject, onGap: () => void list(), onRefused },
    signal,
    selector,
  );
}
