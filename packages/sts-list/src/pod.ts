import * as z from 'zod';

const StatusShape = z.looseObject({ name: z.string(), imageID: z.string() });

/** A container status, as it came: zod's objects would put the checked keys in front of the others. */
const ContainerStatus = z.custom<z.infer<typeof StatusShape>>(
  (status) => StatusShape.safeParse(status).success,
  'not a container status',
);

const OwnerReference = z.object({ kind: z.string(), name: z.string(), controller: z.boolean().optional() });

/**
 * What is read of a pod; everything else the server says is passed over.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    ownerReferences: z.array(OwnerReference).optional(),
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
    ownerReferences: z.array(OwnerReference).optional(),
  }),
});
export type ReplicaSet = z.infer<typeof ReplicaSet>;

/** The one owner that manages an object: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/ */
export const controllerOf = ({ metadata }: Pod | ReplicaSet): { kind: string; name: string } | undefined =>
  metadata.ownerReferences?.find((owner) => owner.controller);
