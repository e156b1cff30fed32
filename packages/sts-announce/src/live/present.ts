import { OwnerReferences } from '@patch-notebook-sts/core/kube/owner-references';
import { AnnotatedObject } from '@patch-notebook-sts/core/rows/annotated-object';
import {
  type Announcement,
  notebookAnnouncement,
  workloadAnnouncement,
} from '@patch-notebook-sts/core/rows/announcement';
import type { Workload } from '@patch-notebook-sts/core/rows/workload';
import * as z from 'zod';

const uid = z.object({ metadata: z.object({ uid: z.string() }) });

/** What is read of a live workload, of whatever kind. */
export const WorkloadState = z.object({
  metadata: z.object({ uid: z.string(), ownerReferences: OwnerReferences }),
  spec: z.object({
    replicas: z.number().optional(),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()).optional() }).optional(),
    }),
  }),
});
export type WorkloadState = z.infer<typeof WorkloadState>;

/** A Notebook, or a namespace, with its uid. */
export const Annotated = z.intersection(AnnotatedObject, uid);
export type Annotated = z.infer<typeof Annotated>;

/** What there is of a workload just before its owner is told; without `workload`, it is gone. */
export interface Present {
  workload?: WorkloadState | undefined;
  /** The Notebook that it is made from. */
  notebook?: Annotated | undefined;
  namespace?: Annotated | undefined;
}

/** Where a workload's announcement stands. */
export const placeOf = ({ notebook }: Present): 'notebook' | 'namespace' =>
  notebook === undefined ? 'namespace' : 'notebook';

/** The annotations there. */
export const annotationsOf = ({ notebook, namespace }: Present): Record<string, unknown> | undefined =>
  (notebook ?? namespace)?.metadata.annotations;

/** The announcement that stands there. */
export const announcementOf = (present: Present, workload: Workload): Announcement | undefined =>
  present.notebook === undefined
    ? workloadAnnouncement(annotationsOf(present), workload)
    : notebookAnnouncement(annotationsOf(present));
