import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { type ObjectRef, objectId } from '@patch-notebook-sts/core/kube/object-ref';
import { patchObjects } from '@patch-notebook-sts/core/kube/patch-objects';
import { annotationOps, type Operation, removeAnnotationOps } from '@patch-notebook-sts/core/kube/patch-ops';
import { NAMESPACE, NOTEBOOK } from '@patch-notebook-sts/core/kube/resource';
import { announcementAnnotations, announcementKeys } from '@patch-notebook-sts/core/rows/announcement';
import { asciiJson } from '@patch-notebook-sts/core/text/escape-json';
import type { Telling } from '../decide/step.ts';
import { annotationsOf, type Present, placeOf } from '../live/present.ts';
import type { Task } from '../live/task.ts';

/** A task whose annotations are to be changed. */
export interface Change {
  task: Task;
  present: Present;
  telling: Telling;
}

const PATH = '/metadata/annotations';

/**
 * Writes announcements, or removes them, where the annotations still are as they were read: of two runs at a time the API server
 * lets one through. Objects that get the same share a kubectl process.
 * @returns why it failed, by task
 */
export async function annotate(kubectl: Kubectl, changes: readonly Change[]): Promise<Map<Task, string>> {
  const failed = new Map<Task, string>();
  const byPatch = groupBy(changes, (change) => asciiJson(JSON.stringify(operations(change))));
  for (const [patch, group] of byPatch) {
    const result = await patchObjects(kubectl, patch, group.map(annotated));
    for (const change of group) {
      const failure = result.failed.get(objectId(annotated(change)));
      if (failure !== undefined) failed.set(change.task, failure);
    }
  }
  return failed;
}

function operations({ task, present, telling }: Change): Operation[] {
  const place = placeOf(present);
  const before = annotationsOf(present);
  const { announcement, change } = telling;
  if (change === 'write' && announcement !== undefined)
    return annotationOps(PATH, before, announcementAnnotations(announcement, task.row, place));
  return removeAnnotationOps(PATH, before ?? {}, announcementKeys(task.row, place));
}

/** The object whose annotations say it. */
export const annotated = ({ task, present }: Pick<Change, 'task' | 'present'>): ObjectRef =>
  present.notebook === undefined
    ? { resource: NAMESPACE, name: task.row.namespace ?? '' }
    : { resource: NOTEBOOK, namespace: task.row.namespace, name: present.notebook.metadata.name };
