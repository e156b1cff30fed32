import { groupBy } from '@patch-notebook-sts/core/group-by';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import type { TaskResult } from '../act/tell.ts';
import type { Task } from '../live/task.ts';
import type { TeamMessage } from './payload.ts';

/** What an owner was told about a workload. */
export interface Told {
  namespace: string;
  /** Of the namespace, as its annotation says. It is often an address: it is compared, and never shown. */
  owner: string | undefined;
  name: string;
  message: string;
}

/** What Kubeflow's profile controller puts on a namespace: who owns it. */
const OWNER = 'owner';

/** What was told for the first time; a renewed announcement is nothing new. */
export function toldOf(results: ReadonlyMap<Task, TaskResult>): Told[] {
  const told: Told[] = [];
  for (const [{ row }, result] of results) {
    if (result.step === undefined || result.message === undefined) continue;
    if (result.step.skipped !== undefined || result.step.outcome === 'renewed') continue;
    const owner = result.present.namespace?.metadata.annotations?.[OWNER];
    told.push({
      namespace: row.namespace ?? '',
      owner: typeof owner === 'string' ? owner : undefined,
      name: workloadName(row),
      message: result.message,
    });
  }
  return told;
}

/** A channel shows no more, and both services limit a message's size. */
const MAX_LINES = 20;

/** One message for each team: the owner of some namespaces, or else a namespace. */
export function teamMessages(told: readonly Told[], what: string): TeamMessage[] {
  const teams = groupBy(told, ({ owner, namespace }) => JSON.stringify(owner ?? [namespace]));
  return [...teams.values()].map((members) => {
    const namespaces = [...new Set(members.map(({ namespace }) => namespace))];
    const lines = members.slice(0, MAX_LINES).map(({ name, message }) => `${name}: ${message}`);
    const more = members.length - lines.length;
    return {
      title: `${namespaces.slice(0, MAX_LINES).join(', ')}: ${what}`,
      lines: more > 0 ? [...lines, `and ${more} more`] : lines,
    };
  });
}
