import { DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import { OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import * as z from 'zod';

const StatusShape = z.object({ name: z.string(), imageID: z.string() });

/** A container status, as it came: what zod makes of it would have the checked keys in front of the others, or alone. */
const ContainerStatus = z.custom<z.infer<typeof StatusShape>>(
  (status) => StatusShape.safeParse(status).success,
  'not a container status',
);

/**
 * What is read of a pod; everything else the server says is passed over.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    deletionTimestamp: z.string().optional(),
    labels: z.object({ 'notebook-name': z.string().optional() }).optional(),
    annotations: z.object({ [DIGESTS]: z.string().optional() }).optional(),
    ownerReferences: OwnerReferences,
  }),
  spec: z.object({
    containers: z.array(
      z.object({ name: z.string(), image: z.string(), imagePullPolicy: z.string().optional() }),
    ),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      containerStatuses: z.array(ContainerStatus).optional(),
    })
    .optional(),
});
export type Pod = z.infer<typeof Pod>;

/** What is read of a ReplicaSet: the Deployment that it belongs to. */
export const ReplicaSet = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    ownerReferences: OwnerReferences,
  }),
});
export type ReplicaSet = z.infer<typeof ReplicaSet>;
