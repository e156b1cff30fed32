import { createHash } from 'node:crypto';
import { apiVersionOf, EVENT, NOTEBOOK } from '@patch-notebook-sts/core/kube/resource';
import { workloadRef } from '@patch-notebook-sts/core/rows/workload';
import type { Telling } from '../decide/step.ts';
import type { Present } from '../live/present.ts';
import type { Task } from '../live/task.ts';

/** Who reports the Events, and who writes them: nobody else's fields are touched. */
export const REPORTER = 'patch-notebook-sts';

const MAX_NAME = 253;

/**
 * The Event that tells an owner: on the Notebook, where Kubeflow's page shows it, or on the workload. Its name depends only on
 * the object and on what kind of Event it is, so that a later one takes its place; and no two objects in a cluster share one,
 * because kubectl prints no namespace. It is in the older form (core/v1), whose times can be set again and whose namespace,
 * `involvedObject` and message are all that the API server checks.
 * @param now RFC 3339
 */
export function eventOf(
  task: Task,
  { workload, notebook }: Present,
  { event }: Telling,
  message: string,
  now: string,
) {
  const { namespace } = task.row;
  const { resource, name } = notebook
    ? { resource: NOTEBOOK, name: notebook.metadata.name }
    : workloadRef(task.row);
  const uid = notebook?.metadata.uid ?? workload?.metadata.uid ?? '';
  const hash = createHash('sha256').update(`${uid}/${event.kind}`).digest('hex').slice(0, 16);
  const start = name.slice(0, MAX_NAME - hash.length - 1).replace(/[-.]+$/, '');
  return {
    apiVersion: apiVersionOf(EVENT),
    kind: EVENT.kind,
    metadata: { name: `${start}.${hash}`, namespace },
    involvedObject: { apiVersion: apiVersionOf(resource), kind: resource.kind, namespace, name, uid },
    reason: event.reason,
    message,
    type: event.type,
    count: 1,
    firstTimestamp: wholeSeconds(event.since),
    lastTimestamp: wholeSeconds(now),
    source: { component: REPORTER },
    reportingComponent: REPORTER,
  };
}

export type EventObject = ReturnType<typeof eventOf>;

/** As Kubernetes writes the times of an Event. */
const wholeSeconds = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
