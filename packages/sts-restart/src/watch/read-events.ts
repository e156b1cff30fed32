import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { collectionPath, EVENT } from '@patch-notebook-sts/core/kube/resource';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import * as z from 'zod';

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
const Event = z.object({
  involvedObject: z.object({ name: z.string().optional() }),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
});
type Event = z.infer<typeof Event>;

/**
 * What the newest Event says about a workload whose pods can't be made: `FailedCreate: … exceeded quota: …`. Undefined
 * where there is none, or where Events can't be read: they add words, and decide nothing.
 */
export async function readFailedCreate(kubectl: Kubectl, row: RestartRow): Promise<string | undefined> {
  const path = `${collectionPath(EVENT, row.namespace)}?${new URLSearchParams({ fieldSelector: 'reason=FailedCreate' })}`;
  const { stdout, failure } = await kubectl(['get', '--raw', path]);
  if (failure !== undefined) return undefined;
  const newest = eventsOf(stdout)
    .filter(({ involvedObject: { name = '' } }) => name === row.stsName || name.startsWith(`${row.stsName}-`))
    .reduce<Event | undefined>(
      (last, event) => (last !== undefined && timeOf(last) > timeOf(event) ? last : event),
      undefined,
    );
  return newest === undefined ? undefined : `${newest.reason}: ${newest.message}`;
}

const timeOf = ({ lastTimestamp, eventTime }: Event): number =>
  Date.parse(lastTimestamp ?? eventTime ?? '') || 0;

const EventList = z.object({ items: z.array(Event) });

function eventsOf(text: string): Event[] {
  try {
    return EventList.parse(JSON.parse(text)).items;
  } catch {
    return [];
  }
}
