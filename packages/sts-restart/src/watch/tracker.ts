import { type Kind, kindInfo, kindOf } from '@patch-notebook-sts/core/kube/kinds';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { POD } from '@patch-notebook-sts/core/kube/resource';
import { sleep } from '@patch-notebook-sts/core/kube/retry';
import { watchObjects } from '@patch-notebook-sts/core/kube/watch-objects';
import { workloadOfPod } from '@patch-notebook-sts/core/kube/workload-of-pod';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import * as z from 'zod';
import { PodState } from '../live/pod-state.ts';
import type { Snapshot } from '../live/present.ts';
import { readPresent } from '../live/read-present.ts';
import { WorkloadState } from '../live/workload-state.ts';

/** How often the workloads that are tracked are read where they may not be watched. */
const POLL_MS = 5000;

/** What a tracker needs. */
export interface TrackerContext {
  kubectl: Kubectl;
  /** The same, which asks again while a failure is transient. */
  asking: Kubectl;
  kinds: ReadonlySet<Kind>;
  /** The only namespace of the plan; undefined where there are several. */
  namespace: string | undefined;
  /** Called after each change of a workload that is tracked, or of its pods. */
  onChange: (id: string, snapshot: Snapshot) => void;
  /** Called once if the API server refuses to be watched. */
  onRefused: (failure: string) => void;
  signal: AbortSignal;
}

/** Keeps the present state of some workloads and their pods. */
export interface Tracker {
  /** Begins with a workload as it was read. */
  track(row: RestartRow, snapshot: Snapshot): void;
  untrack(id: string): void;
  snapshot(id: string): Snapshot | undefined;
}

interface Tracked {
  row: RestartRow;
  workload: WorkloadState | undefined;
  pods: Map<string, PodState>;
}

const Identity = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string() }),
});

/**
 * Opens a tracker: one watch for the pods, and one for each kind of workload. What it reports is from the API server's
 * cache, which is behind by milliseconds. Resolves when nothing can be missed any more.
 */
export async function openTracker(context: TrackerContext): Promise<Tracker> {
  const { kubectl, asking, kinds, namespace, onChange, signal } = context;
  const tracked = new Map<string, Tracked>();
  const snapshotOf = ({ workload, pods }: Tracked): Snapshot => ({ workload, pods: [...pods.values()] });
  const report = (id: string) => {
    const one = tracked.get(id);
    if (one !== undefined) onChange(id, snapshotOf(one));
  };

  const onPod = (object: unknown, deleted: boolean) => {
    const parsed = PodState.safeParse(object);
    const owner = parsed.success ? workloadOfPod(parsed.data.metadata) : undefined;
    if (!parsed.success || owner === undefined) return;
    const id = workloadId({ ...owner, stsName: owner.name });
    const pods = tracked.get(id)?.pods;
    if (pods === undefined) return;
    const { name, uid } = parsed.data.metadata;
    // The watch may be behind what was read: a pod that came under the same name is another.
    if (deleted && pods.get(name)?.metadata.uid === uid) pods.delete(name);
    else if (!deleted) pods.set(name, parsed.data);
    report(id);
  };
  const onWorkload = (object: unknown, deleted: boolean) => {
    const identity = Identity.safeParse(object);
    if (!identity.success) return;
    const { apiVersion, kind, metadata } = identity.data;
    const known = kindOf(apiVersion, kind);
    const id = known && workloadId({ stsName: metadata.name, namespace: metadata.namespace, kind: known });
    const one = id === undefined ? undefined : tracked.get(id);
    const parsed = WorkloadState.safeParse(object);
    if (id === undefined || one === undefined || !parsed.success) return;
    one.workload = deleted ? undefined : parsed.data;
    report(id);
  };

  const readAgain = async () => {
    const rows = [...tracked.values()].map(({ row }) => row);
    for (const [row, { present }] of await readPresent(asking, rows, false)) {
      const one = tracked.get(workloadId(row));
      if (present === undefined || one === undefined) continue;
      one.workload = present.workload;
      one.pods = podsByName(present);
      report(workloadId(row));
    }
  };
  let isPolling = false;
  const onRefused = (failure: string) => {
    if (isPolling || signal.aborted) return;
    isPolling = true;
    context.onRefused(failure);
    void poll();
  };
  const poll = async () => {
    while (!signal.aborted) {
      await sleep(POLL_MS, signal);
      if (!signal.aborted) await readAgain();
    }
  };
  const watch = (resource: Parameters<typeof watchObjects>[1], onObject: typeof onPod) =>
    watchObjects(
      kubectl,
      resource,
      namespace,
      { onObject, onGap: () => void readAgain(), onRefused },
      signal,
    );
  await Promise.all([watch(POD, onPod), ...[...kinds].map((kind) => watch(kindInfo(kind), onWorkload))]);

  return {
    track: (row, snapshot) =>
      void tracked.set(workloadId(row), {
        row,
        workload: snapshot.workload,
        pods: podsByName(snapshot),
      }),
    untrack: (id) => void tracked.delete(id),
    snapshot: (id) => {
      const one = tracked.get(id);
      return one && snapshotOf(one);
    },
  };
}

const podsByName = ({ pods }: Snapshot): Map<string, PodState> =>
  new Map(pods.map((pod) => [pod.metadata.name, pod]));
