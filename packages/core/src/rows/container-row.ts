import * as z from 'zod';
import { LabelName, ObjectName } from '../kube/kube-names.ts';
import { Announcement } from './announcement.ts';
import { hasBrokenDigest } from './digest.ts';
import { ImageText } from './image-text.ts';
import { NotebookFacts } from './notebook-facts.ts';
import { Owner } from './owner.ts';
import { workloadFields } from './workload.ts';

/** What is read of a pod's container status; it stands in the row verbatim. */
const ContainerStatus = z.object({
  name: LabelName,
  image: ImageText.optional(),
  imageID: ImageText.refine(
    (id) => !hasBrokenDigest(id),
    'a damaged digest: sha256: and 64 hex digits expected',
  ),
  ready: z.unknown().optional(),
  state: z.unknown().optional(),
});

/** Which object has the annotation `never`; the Notebook comes first. */
export const OptOut = z.enum(['notebook', 'namespace']);
export type OptOut = z.infer<typeof OptOut>;

/**
 * A row of `1-simple-output.txt`: one container of one pod of a workload.
 *
 * `stsName` and `image` are the file's original shape; a row may have only these. `spec` is what the pod asks for and
 * decides the reference; `image` is what runs and gives only the digest. `owner` is the Notebook that the workload is
 * made from, and `notebook` what that says of itself; `optOut` says who asked for no restarts; `announcement` is
 * what its owner was told beforehand; `restartedFor` is the pod's annotation `patch-notebook-sts/digests`, verbatim. Other
 * keys are passed over, and cost no time: a file may have a hundred thousand rows.
 */
export const ContainerRow = z
  .object({
    ...workloadFields,
    pod: ObjectName.optional(),
    image: ContainerStatus,
    spec: z.object({ image: ImageText, imagePullPolicy: z.string().max(64).optional() }).optional(),
    owner: Owner.strip().optional(),
    notebook: NotebookFacts.strip().optional(),
    optOut: OptOut.optional(),
    announcement: Announcement.optional(),
    restartedFor: z
      .string()
      .max(16 * 1024)
      .optional(),
  })
  .describe('sts-list');
export type ContainerRow = z.infer<typeof ContainerRow>;
