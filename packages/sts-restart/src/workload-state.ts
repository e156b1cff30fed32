import { OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import { Kind } from '@patch-notebook-sts/core/rows/workload';
import * as z from 'zod';

/** A container of a pod's spec, wherever that stands. */
export const Container = z.object({
  name: z.string(),
  image: z.string(),
  imagePullPolicy: z.string().optional(),
});

/**
 * What is read of a live workload; a DaemonSet counts its pods under other names, and has no replicas.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
 */
export const WorkloadState = z.object({
  kind: Kind,
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    generation: z.number().optional(),
    ownerReferences: OwnerReferences,
  }),
  spec: z.object({
    replicas: z.number().optional(),
    paused: z.boolean().optional(),
    updateStrategy: z.object({ type: z.string().optional() }).optional(),
    ordinals: z.object({ start: z.number().optional() }).optional(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).optional() }).optional(),
      spec: z.object({ containers: z.array(Container) }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      updatedReplicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      desiredNumberScheduled: z.number().optional(),
      updatedNumberScheduled: z.number().optional(),
      numberReady: z.number().optional(),
    })
    .optional(),
});
export type WorkloadState = z.infer<typeof WorkloadState>;

/** What `kubectl rollout restart` sets: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-k8s-io-restart-at */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** The annotations of a workload's pod template; undefined where it has none, which a JSON patch must know. */
export const templateAnnotations = ({ spec }: WorkloadState): Record<string, string> | undefined =>
  spec.template.metadata?.annotations;

/** A workload's pod template as `isNew` looks at it. */
export const templateLike = (workload: WorkloadState) => ({
  annotations: templateAnnotations(workload),
  containers: workload.spec.template.spec.containers,
});

/** How many pods the workload is to have. */
export const wantedPods = ({ kind, spec, status }: WorkloadState): number =>
  kind === 'DaemonSet' ? (status?.desiredNumberScheduled ?? 0) : (spec.replicas ?? 1);

const counts = ({ kind, status = {} }: WorkloadState) =>
  kind === 'DaemonSet'
    ? {
        updated: status.updatedNumberScheduled,
        ready: status.numberReady,
        all: status.desiredNumberScheduled,
      }
    : { updated: status.updatedReplicas, ready: status.readyReplicas, all: status.replicas };

/** Whether its controller has seen the present template, and all its pods are of it; they may not be ready yet. */
export const isUpdated = (workload: WorkloadState): boolean =>
  (workload.status?.observedGeneration ?? 0) >= (workload.metadata.generation ?? 0) &&
  (counts(workload).updated ?? 0) === wantedPods(workload);

/**
 * Whether a rollout is complete: updated, ready, and no pod of an older template left. The rule of `kubectl rollout
 * status`: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#complete-deployment
 */
export const isRolledOut = (workload: WorkloadState): boolean =>
  isUpdated(workload) &&
  (counts(workload).ready ?? 0) === wantedPods(workload) &&
  (counts(workload).all ?? 0) === wantedPods(workload);
