import { OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import * as z from 'zod';
import { partitionOf } from './rollout.ts';
import { Container, type WorkloadState } from './workload-state.ts';

const Reason = z.object({ reason: z.string().optional(), message: z.string().optional() });

const ContainerStatus = z.object({
  name: z.string(),
  imageID: z.string(),
  restartCount: z.number().optional(),
  state: z
    .object({
      waiting: Reason.optional(),
      running: z.object({ startedAt: z.string().nullish() }).optional(),
    })
    .optional(),
  lastState: z
    .object({ terminated: Reason.extend({ exitCode: z.number().optional() }).optional() })
    .optional(),
});
export type ContainerStatus = z.infer<typeof ContainerStatus>;

/** What is read of a live pod. */
export const PodState = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string().optional(),
    creationTimestamp: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    finalizers: z.array(z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    ownerReferences: OwnerReferences,
  }),
  spec: z.object({ containers: z.array(Container) }),
  status: z
    .object({
      phase: z.string().optional(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            message: z.string().optional(),
            lastTransitionTime: z.string().nullish(),
          }),
        )
        .optional(),
      containerStatuses: z.array(ContainerStatus).optional(),
      initContainerStatuses: z.array(ContainerStatus).optional(),
    })
    .optional(),
});
export type PodState = z.infer<typeof PodState>;

export const isTerminating = ({ metadata }: PodState): boolean => metadata.deletionTimestamp !== undefined;

/** An evicted pod, say, stays beside those that replace it; it runs nothing and counts for nothing. */
export const isFinished = ({ status }: PodState): boolean =>
  status?.phase === 'Failed' || status?.phase === 'Succeeded';

export const isReady = ({ status }: PodState): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** Whether each of its containers has started, whatever became of it then. */
export const isStarted = ({ spec, status }: PodState): boolean =>
  status?.containerStatuses?.length === spec.containers.length &&
  status.containerStatuses.every(({ state }) => state?.waiting === undefined);

/** A pod as `isNew` looks at it. */
export const podLike = ({ metadata, spec }: PodState) => ({
  annotations: metadata.annotations,
  containers: spec.containers,
});

export const statusOf = ({ status }: PodState, container: string): ContainerStatus | undefined =>
  status?.containerStatuses?.find(({ name }) => name === container);

/** The pods that a restart of their workload replaces: neither finished ones nor those below its partition. */
export function concernedPods(workload: WorkloadState, pods: readonly PodState[]): PodState[] {
  const first = partitionOf(workload);
  return pods.filter((pod) => !isFinished(pod) && (first === 0 || ordinalOf(pod) >= first));
}

const ordinalOf = ({ metadata }: PodState): number => Number(/\d+$/.exec(metadata.name)?.[0] ?? 0);
