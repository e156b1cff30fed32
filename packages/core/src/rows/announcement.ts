import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ANNOUNCED_AT, PLANNED_DIGEST, PLANNED_FOR, PLANNED_WORKLOAD } from '../kube/annotations.ts';
import { DEFAULT_KIND, kindInfo } from '../kube/kinds.ts';
import { parseJson } from '../text/json.ts';
import { Timestamp } from './notebook-facts.ts';
import type { Workload } from './workload.ts';

/** A restart that the owner was told of beforehand, as the annotations in the cluster have it. */
export const Announcement = z.object({
  /** The restart may happen from then on. RFC 3339, as whoever announced it wrote it. */
  plannedFor: Timestamp,
  /** What it was announced for: `repository:tag@digest`, separated by commas. */
  digests: z
    .string()
    .min(1)
    .max(16 * 1024),
  /** Since when it stands there. */
  announcedAt: Timestamp,
});
export type Announcement = z.infer<typeof Announcement>;

/** Annotations as they were read; a key that isn't known may have any value. */
export type Annotations = Readonly<Record<string, unknown>>;

/** What a Notebook's annotations announce. Undefined unless all three are there and can be read: unknown is not announced. */
export const notebookAnnouncement = (annotations: Annotations = {}): Announcement | undefined =>
  Announcement.safeParse({
    plannedFor: annotations[PLANNED_FOR],
    digests: annotations[PLANNED_DIGEST],
    announcedAt: annotations[ANNOUNCED_AT],
  }).data;

/** What the annotations of a namespace announce about a workload that has no Notebook. */
export function workloadAnnouncement(
  annotations: Annotations = {},
  workload: Workload,
): Announcement | undefined {
  const text = annotations[plannedKey(workload)];
  return typeof text === 'string' ? Announcement.safeParse(parseJson(text)).data : undefined;
}

/**
 * The annotations that say it, on the workload's Notebook or else on its namespace. The first is one that no two announcements
 * share, so that a patch can test it.
 */
export function announcementAnnotations(
  { plannedFor, digests, announcedAt }: Announcement,
  workload: Workload,
  on: 'notebook' | 'namespace',
): Record<string, string> {
  if (on === 'notebook')
    return { [ANNOUNCED_AT]: announcedAt, [PLANNED_FOR]: plannedFor, [PLANNED_DIGEST]: digests };
  return { [plannedKey(workload)]: JSON.stringify({ plannedFor, digests, announcedAt }) };
}

/** The keys of an announcement there. */
export const announcementKeys = (workload: Workload, on: 'notebook' | 'namespace'): string[] =>
  on === 'notebook' ? [ANNOUNCED_AT, PLANNED_FOR, PLANNED_DIGEST] : [plannedKey(workload)];

/** The part of an annotation's key behind the slash: https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/ */
const MAX_NAME = 63;

/**
 * The key of a workload's announcement on its namespace: `…/planned.deployment.web`. The name of a workload may be longer than
 * a key; then its hash stands there. A name has no `_`, so that no other workload has the same key.
 */
export function plannedKey({ stsName, kind = DEFAULT_KIND }: Workload): string {
  const start = `${PLANNED_WORKLOAD}${kindInfo(kind).word}.`;
  const room = MAX_NAME - (start.length - start.indexOf('/') - 1);
  if (stsName.length <= room) return start + stsName;
  return `${start}sha_${createHash('sha256').update(stsName).digest('hex').slice(0, 32)}`;
}

/** Whether an announcement is for all of these digests: a restart for some of what was announced is no surprise. */
export function isFor({ digests }: Announcement, wanted: string): boolean {
  const announced = digests.split(',');
  return wanted.split(',').every((one) => announced.includes(one));
}
