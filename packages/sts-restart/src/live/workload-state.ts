import { OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import * as z from 'zod';

/** A container of a pod's spec, wherever that stands. */
export const Container = z.object({
  name: z.string(),
  image: z.string(),
  imagePullPolicy: z.string().optional(),
});
export type Container = z.infer<typeof Container>;

/**
 * What is read of a live workload, of whatever kind.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
 */
export const WorkloadState = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string().optional(),
    generation: z.number().optional(),
    ownerReferences: OwnerReferences,
  }),
  spec: z.object({
    replicas: z.number().optional(),
    paused: z.boolean().optional(),
    minReadySeconds: z.number().optional(),
    updateStrategy: z
      .object({
        type: z.string().optional(),
        rollingUpdate: z.object({ partition: z.number().optional() }).nullish(),
      })
      .optional(),
    ordinals: z.object({ start: z.number().optional() }).optional(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
    template: z.object({
      metadata: z
        .object({
          annotations: z.record(z.string(), z.string()).optional(),
          labels: z.record(z.string(), z.string()).optional(),
        })
        .optional(),
      spec: z.object({ containers: z.array(Container) }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      updatedReplicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      desiredNumberScheduled: z.number().optional(),
      currentNumberScheduled: z.number().optional(),
      updatedNumberScheduled: z.number().optional(),
      numberReady: z.number().optional(),
      numberAvailable: z.number().optional(),
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
