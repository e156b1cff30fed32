import { z } from 'zod';
import { hasBrokenDigest } from './digest.ts';
import { LabelName, ObjectName } from './kube-names.ts';
import { workloadKeys } from './workload.ts';

/** A pod's container status, verbatim; only the keys used here are checked. */
const ContainerStatus = z.looseObject({
  name: LabelName,
  image: z.string().optional(),
  imageID: z
    .string()
    .refine((id) => !hasBrokenDigest(id), 'a damaged digest: sha256: and 64 hex digits expected'),
});

/**
 * A row of `1-simple-output.txt`: one container of one pod of a workload.
 *
 * `stsName` and `image` are the file's original shape; a row may have only these. `spec` is what the pod asks for and
 * decides the reference; `image` is what runs and gives only the digest.
 */
export const ContainerRow = z.looseObject({
  ...workloadKeys,
  pod: ObjectName.optional(),
  image: ContainerStatus,
  spec: z.looseObject({ image: z.string(), imagePullPolicy: z.string().optional() }).optional(),
});
export type ContainerRow = z.infer<typeof ContainerRow>;
