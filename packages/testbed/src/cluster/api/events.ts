import type { CoreEvent, KubeObject } from './objects.ts';
import { keyOf } from './resources.ts';
import { BLANK_IDENTITY, type Store } from './store.ts';

/** Who reports an Event; the kubelet with its node. */
export interface EventSource {
  component: string;
  host?: string;
}

/** What an Event says. */
export interface Report {
  type?: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** Of the part of the object that it is about: `spec.containers{nb}`. */
  fieldPath?: string;
}

/**
 * The Events of the cluster. What happens to an object again, in the same words, counts the Event up that is there.
 * Unlike a real recorder, this one drops none, however many there are of an object.
 * https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export class Events {
  readonly #store: Store;
  #known = new Map<string, string>();
  #made = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes loaded Events in, so that they are counted on. */
  learn(objects: readonly KubeObject[]): void {
    for (const object of objects) if (object.kind === 'Event') this.#remember(object as CoreEvent);
  }

  /** Reports that something has happened to an object. */
  record(
    source: EventSource,
    about: KubeObject,
    { type = 'Normal', reason, message, fieldPath }: Report,
  ): void {
    const { namespace, name } = about.metadata;
    const now = this.#store.now();
    const event: CoreEvent = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${this.#suffix()}`, namespace, ...BLANK_IDENTITY },
      involvedObject: { ...referenceTo(about), ...(fieldPath && { fieldPath }) },
      reason,
      message,
      source: { ...source },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    };
    const before = this.#store.get('events', this.#known.get(identityOf(event)) ?? '');
    if (before) this.#store.put('events', { ...before, count: (before.count ?? 0) + 1, lastTimestamp: now });
    else this.#remember(this.#store.put('events', event));
  }

  /** Reports as the scheduler does, which uses the newer kind of Events: without a count, and without a source. */
  recordScheduling(about: KubeObject, report: Report & { action: string }): void {
    const { namespace, name } = about.metadata;
    const { type = 'Normal', reason, message, action } = report;
    this.#store.put('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${this.#suffix()}`, namespace, ...BLANK_IDENTITY },
      involvedObject: referenceTo(about),
      reason,
      message,
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      count: null,
      type,
      eventTime: this.#store.now(),
      action,
      reportingComponent: 'default-scheduler',
      reportingInstance: 'default-scheduler-1',
    });
  }

  #remember(event: CoreEvent): void {
    this.#known.set(identityOf(event), keyOf(event.metadata.namespace, event.metadata.name));
  }

  /** Real ones end in the nanosecond; here a number makes two of one moment differ. */
  #suffix(): string {
    return (BigInt(Date.parse(this.#store.now())) * 1_000_000n + BigInt(this.#made++)).toString(16);
  }
}

/** By what Kubernetes tells two events apart. `getEventKey` in client-go/tools/record/events_cache.go */
function identityOf({ source, involvedObject, type, reason, message }: CoreEvent): string {
  const { kind, namespace, name, uid, apiVersion, fieldPath } = involvedObject;
  const { component, host } = source;
  return JSON.stringify([
    component,
    host,
    kind,
    namespace,
    name,
    uid,
    apiVersion,
    fieldPath,
    type,
    reason,
    message,
  ]);
}

/** How an Event names the object that it is about. */
function referenceTo({ kind, apiVersion, metadata }: KubeObject) {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { kind, namespace, name, uid, apiVersion, resourceVersion };
}
