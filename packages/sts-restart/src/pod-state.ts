import { controllerOf, OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import { runningDigest } from '@patch-notebook-sts/core/rows/digest';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import * as z from 'zod';
import { changesOf } from './changes.ts';
import { isNew } from './is-new.ts';
import { Container } from './workload-state.ts';

const Waiting = z.object({ reason: z.string().optional(), message: z.string().optional() });

const ContainerStatus = z.object({
  name: z.string(),
  imageID: z.string(),
  state: z.object({ waiting: Waiting.optional() }).optional(),
  lastState: z
    .object({ terminated: Waiting.extend({ exitCode: z.number().optional() }).optional() })
    .optional(),
});

/** What is read of a pod while its workload is awaited. */
export const PodState = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    ownerReferences: OwnerReferences,
  }),
  spec: z.object({ containers: z.array(Container) }),
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
      containerStatuses: z.array(ContainerStatus).optional(),
      initContainerStatuses: z.array(ContainerStatus).optional(),
    })
    .optional(),
});
export type PodState = z.infer<typeof PodState>;

/** The reasons of a waiting container from which it doesn't recover by itself within a rollout. */
const STUCK = new Set([
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
]);

/** What a workload's pods say of its restart. */
export type PodVerdict = { state: 'waiting' | 'ready' } | { state: 'failed' | 'unverified'; reason: string };

/**
 * Judges a restart by the workload's pods; `isNew` tells which are of it.
 *
 * - `failed`: a container can't start, in its own words, or the pod started again with the digest it had.
 * - `unverified`: it runs neither digest; the tag has moved once more, perhaps. Or it is back on what never ran, and
 *   can't start.
 * - `ready`: all pods are of this restart, ready, and run the wanted digest or one of its platforms.
 */
export function judgePods(
  row: RestartRow,
  pods: readonly PodState[],
  restartedAt: string,
  wantedPods: number,
): PodVerdict {
  const fresh = pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && isNew(row, restartedAt, podLike(pod)),
  );
  for (const pod of fresh) {
    const stuck = whyStuck(pod);
    if (stuck === undefined) continue;
    return neverRan(row)
      ? { state: 'unverified', reason: `it is back on what never ran before: ${stuck}` }
      : { state: 'failed', reason: stuck };
  }
  if (fresh.length < wantedPods || pods.length > fresh.length || !fresh.every(isReady))
    return { state: 'waiting' };
  for (const pod of fresh) {
    const wrong = judgeDigests(row, pod);
    if (wrong !== undefined) return wrong;
  }
  return { state: 'ready' };
}

/** On the way back to what never ran, nobody knows the digest, and a container that can't start is no news. */
const neverRan = (row: RestartRow): boolean => changesOf(row).some(({ wanted }) => wanted === undefined);

/** A pod as `isNew` looks at it. */
export const podLike = ({ metadata, spec }: PodState) => ({
  annotations: metadata.annotations,
  containers: spec.containers,
});

/** The words of a pod's container that can't start, if there is one. */
export function whyStuck({ metadata, status }: PodState): string | undefined {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const stuck = statuses.find(({ state }) => STUCK.has(state?.waiting?.reason ?? ''));
  if (stuck === undefined) return undefined;
  const { reason, message } = stuck.state?.waiting ?? {};
  const end = stuck.lastState?.terminated;
  const last =
    end === undefined ? '' : ` (ended with ${end.reason ?? 'an unknown reason'}, exit code ${end.exitCode})`;
  return `container ${stuck.name} of pod ${metadata.name}: ${reason}: ${message ?? 'no message'}${last}`;
}

const isReady = ({ status }: PodState): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

function judgeDigests(row: RestartRow, pod: PodState): PodVerdict | undefined {
  for (const { name, running, wanted, platforms, unmoved } of changesOf(row)) {
    // Nothing else was to be expected of it.
    if (unmoved || wanted === undefined) continue;
    const imageID = pod.status?.containerStatuses?.find((status) => status.name === name)?.imageID ?? '';
    const now = runningDigest(imageID)?.digest;
    if (now !== undefined && [wanted, ...Object.values(platforms ?? {})].includes(now)) continue;
    const where = `container ${name} of pod ${pod.metadata.name}`;
    if (now !== undefined && now === running)
      return { state: 'failed', reason: `${where} still runs ${shortDigest(running)} after its restart` };
    return {
      state: 'unverified',
      reason: `${where} runs "${imageID}", not ${shortDigest(wanted)}; has the tag moved again?`,
    };
  }
  return undefined;
}

/** The workload of a pod; a ReplicaSet is called like its Deployment and the hash of its template. */
export function ownerKey({ metadata }: PodState): string {
  const owner = controllerOf({ metadata });
  const { namespace } = metadata;
  if (owner?.kind === 'ReplicaSet') {
    const hash = metadata.labels?.['pod-template-hash'] ?? '';
    return workloadId({ stsName: owner.name.slice(0, -hash.length - 1), namespace, kind: 'Deployment' });
  }
  const kind = owner?.kind === 'DaemonSet' ? 'DaemonSet' : 'StatefulSet';
  return workloadId({ stsName: owner?.name ?? '', namespace, kind });
}
