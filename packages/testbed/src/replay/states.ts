import {
  type ContainerStatus,
  type CoreEvent,
  isReady,
  isTerminating,
  type KubeObject,
  type Pod,
} from '../cluster/api/objects.ts';
import { Names } from './names.ts';
import type { Observation } from './recording.ts';

/** What a client could see of one object, in order, each state once as long as it lasted. */
export interface Seen {
  /** `old pod nb-0`, `new pod nb-0`, `StatefulSet nb`, `kubelet of new pod nb-0`. */
  of: string;
  states: string[];
}

/** Events of a pod's start: in a recording they can come long after it, even after the pod was asked to go. */
const OF_START = ['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started', 'Unhealthy'];

/**
 * The states of all objects, from the list before the restart on. What differs from one run to the next is taken out:
 * names that are random, times, counts of Events.
 *
 * @param observations the list first, then what a watch told
 */
export function statesOf(observations: readonly Observation[]): Seen[] {
  const names = new Names(observations);
  const seen = new Map<string, string[]>();
  for (const { type, object } of observations) {
    const told = describe(names, type, object);
    if (!told) continue;
    const states = seen.get(told.of) ?? [];
    seen.set(told.of, states);
    const isRepeated = told.isOnce ? states.includes(told.state) : states.at(-1) === told.state;
    if (!isRepeated) states.push(told.state);
  }
  return [...seen]
    .map(([of, states]) => ({ of, states }))
    .filter(({ of, states }) => states.length > 1 || !of.startsWith('old pod'))
    .sort((a, b) => (a.of < b.of ? -1 : 1));
}

interface Told {
  of: string;
  state: string;
  /** Events: the same again is no news. */
  isOnce?: boolean;
}

function describe(names: Names, type: Observation['type'], object: KubeObject): Told | undefined {
  if (object.kind === 'Event') return type === 'LISTED' ? undefined : eventTold(names, object as CoreEvent);
  const of = names.of(object);
  if (of === undefined) return undefined;
  if (type === 'DELETED') return { of, state: 'gone' };
  if (object.kind === 'Pod') return { of, state: podState(names, object as Pod) };
  return { of, state: workloadState(object) };
}

function eventTold(names: Names, { involvedObject, reason, message, source }: CoreEvent): Told | undefined {
  const about = names.ofUid(involvedObject.uid, involvedObject.kind);
  if (about === undefined || (about.startsWith('old pod') && OF_START.includes(reason))) return undefined;
  const of = `${source.component ?? 'scheduler'} of ${about}`;
  return { of, state: `${reason}: ${names.inText(message)}`, isOnce: true };
}

function podState(names: Names, pod: Pod): string {
  const { phase, reason, message, containerStatuses = [], initContainerStatuses = [] } = pod.status;
  const containers = [...initContainerStatuses, ...containerStatuses].map((one) =>
    containerState(names, one),
  );
  const said = message === undefined ? undefined : `(${message})`;
  const parts = [phase, reason, said, isReady(pod) ? 'ready' : undefined, ...containers];
  return [...parts, isTerminating(pod) ? 'terminating' : undefined].filter(Boolean).join(' ');
}

function containerState(
  names: Names,
  { name, state, imageID, restartCount, ready }: ContainerStatus,
): string {
  const { running, waiting, terminated } = state;
  const is = running ? 'runs' : (waiting?.reason ?? terminated?.reason);
  const restarts = restartCount > 0 ? ` x${restartCount}` : '';
  const message = waiting?.message ?? terminated?.message;
  const said = message === undefined ? '' : ` (${names.inText(message)})`;
  return `[${name} ${is}${said}${restarts}${running && !ready ? ' unready' : ''} ${names.image(imageID)}]`;
}

/** The counts that a client judges a rollout by; zero where there is none. */
const COUNTS = {
  StatefulSet: ['replicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas'],
  Deployment: ['replicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas'],
  DaemonSet: ['currentNumberScheduled', 'numberReady', 'updatedNumberScheduled', 'numberAvailable'],
};

function workloadState({ kind, status }: KubeObject): string {
  const fields = status as Record<string, number | undefined>;
  const [pods, ready, updated, available] = COUNTS[kind as keyof typeof COUNTS].map(
    (name) => fields[name] ?? 0,
  );
  const observed = `observed ${fields.observedGeneration}`;
  return `${observed}: ${pods} pods, ${ready} ready, ${updated} updated, ${available} available`;
}
