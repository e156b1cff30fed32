import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { type EventObject, REPORTER } from './event.ts';

const ARGS = [
  'apply',
  '--server-side',
  '--force-conflicts',
  `--field-manager=${REPORTER}`,
  '--validate=false',
  '-f',
  '-',
  '-o',
  'name',
];

/**
 * Creates Events, or writes them anew where they still are, with one kubectl process; that also keeps them for another hour.
 * One Event's failure does not stop the others.
 * @returns why an Event failed, by its name
 */
export async function sendEvents(
  kubectl: Kubectl,
  events: readonly EventObject[],
): Promise<Map<string, string>> {
  if (events.length === 0) return new Map();
  const input = events.map((event) => JSON.stringify(event)).join('\n');
  const { stdout, failure = 'kubectl ended without an error, and without naming its Event' } = await kubectl(
    ARGS,
    { input },
  );
  const sent = new Set(stdout.split('\n').map((line) => line.trim().replace(/^event\//, '')));
  const names = events.map(({ metadata }) => metadata.name);
  return new Map(names.filter((name) => !sent.has(name)).map((name) => [name, failure]));
}
