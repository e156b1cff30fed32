import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Clock, timestamp } from '../time/clock.ts';
import type { Entry } from './entry.ts';
import { type Change, History } from './history.ts';
import type { KubeObject } from './objects.ts';
import { keyOf, type ResourceName, type Resources, resourceOfKind } from './resources.ts';

interface Table {
  entries: Map<string, Entry>;
  /** In key order; undefined after a change, until the next list. */
  sorted?: Entry[];
}

/** The objects of the cluster, as etcd and the registry of an API server keep them, and the order of their changes. */
export class Store {
  readonly #clock: Clock;
  #tables = new Map<ResourceName, Table>();
  #owned = new Map<string, Map<string, ResourceName>>();
  #listeners = new Set<(change: Change) => void>();
  readonly #history = new History();
  #revision = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The moment, as objects carry it. */
  now(): string {
    return timestamp(this.#clock.now());
  }

  /** The moment in milliseconds since 1970. */
  nowMs(): number {
    return this.#clock.now();
  }

  /** The resourceVersion of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /** Calls the listener after each change, in order, until the returned function is called. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The changes after a revision, oldest first; undefined when they are not all remembered any more. */
  changesSince(revision: number): Change[] | undefined {
    return this.#history.since(revision);
  }

  /** The oldest revision from which `changesSince` knows them all. */
  get oldestRevision(): number {
    return this.#history.oldest;
  }

  /** Forgets all changes so far, as etcd's compaction does: a watch can't begin before this moment any more. */
  compact(): void {
    this.#history.compact();
  }

  get<R extends ResourceName>(resource: R, key: string): Resources[R] | undefined {
    return this.entry(resource, key)?.object as Resources[R] | undefined;
  }

  entry(resource: ResourceName, key: string): Entry | undefined {
    return this.#table(resource).entries.get(key);
  }

  /** All entries of a resource in etcd's order: by `namespace/name`. The array is never changed afterwards. */
  entries(resource: ResourceName): readonly Entry[] {
    const table = this.#table(resource);
    table.sorted ??= [...table.entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return table.sorted;
  }

  list<R extends ResourceName>(resource: R): Resources[R][] {
    return this.entries(resource).map(({ object }) => object as Resources[R]);
  }

  /** The objects of a resource whose controller has this uid, in key order. */
  ownedBy<R extends ResourceName>(uid: string, resource: R): Resources[R][] {
    return [...(this.#owned.get(uid) ?? [])]
      .filter(([, owned]) => owned === resource)
      .map(([path]) => this.get(resource, path.slice(resource.length + 1)))
      .filter((object) => object !== undefined)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  /** Takes objects in as they are, resourceVersions included, without telling anyone: nothing has changed. */
  load(objects: readonly KubeObject[]): void {
    for (const object of objects) {
      const resource = resourceOfKind(object.kind);
      if (!resource) throw new Error(`cluster: cannot load a ${object.kind}`);
      this.#set(resource, keyOf(object.metadata.namespace, object.metadata.name), object);
      this.#revision = Math.max(this.#revision, Number(object.metadata.resourceVersion) || 0);
    }
  }

  /**
   * Creates or replaces an object and gives it its resourceVersion; a new one gets its uid and the time of its creation,
   * and a changed spec the next generation.
   * An object that is the same as the stored one changes nothing, its resourceVersion included.
   *
   * @returns the object as stored
   */
  put<R extends ResourceName>(resource: R, object: Resources[R]): Resources[R] {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const previous = this.get(resource, key);
    if (previous && isDeepStrictEqual(previous, object)) return previous;
    const resourceVersion = String(++this.#revision);
    const generation = nextGeneration(resource, previous, object);
    const isBlank = object.metadata.uid === BLANK_IDENTITY.uid;
    const identity = isBlank ? { uid: randomUUID(), creationTimestamp: this.now() } : {};
    const metadata = { ...object.metadata, ...identity, ...(generation && { generation }), resourceVersion };
    const stored = { ...object, metadata };
    this.#set(resource, key, stored);
    this.#tell({ type: previous ? 'MODIFIED' : 'ADDED', resource, key, object: stored, previous });
    return stored;
  }

  /** Removes an object; nothing happens when there is none. Its dependants are the caller's business. */
  remove(resource: ResourceName, key: string): void {
    const table = this.#table(resource);
    const previous = table.entries.get(key)?.object;
    if (!previous) return;
    table.entries.delete(key);
    table.sorted = undefined;
    const owner = controllerUid(previous);
    if (owner) this.#owned.get(owner)?.delete(`${resource}/${key}`);
    const metadata = { ...previous.metadata, resourceVersion: String(++this.#revision) };
    this.#tell({ type: 'DELETED', resource, key, object: { ...previous, metadata }, previous });
  }

  #set(resource: ResourceName, key: string, object: KubeObject): void {
    const table = this.#table(resource);
    table.entries.set(key, { key, object });
    table.sorted = undefined;
    const owner = controllerUid(object);
    if (!owner) return;
    const owned = this.#owned.get(owner) ?? new Map<string, ResourceName>();
    this.#owned.set(owner, owned.set(`${resource}/${key}`, resource));
  }

  #table(resource: ResourceName): Table {
    const table = this.#tables.get(resource) ?? { entries: new Map() };
    this.#tables.set(resource, table);
    return table;
  }

  #tell(change: Change): void {
    this.#history.add(change);
    for (const listener of this.#listeners) listener(change);
  }
}

/** What the store fills in when it gets a new object. */
export const BLANK_IDENTITY = { uid: '', resourceVersion: '', creationTimestamp: '' };

function controllerUid({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
}

const WITHOUT_GENERATION: ResourceName[] = ['pods', 'namespaces', 'events', 'resourcequotas'];

function nextGeneration(resource: ResourceName, previous: KubeObject | undefined, next: KubeObject) {
  if (WITHOUT_GENERATION.includes(resource)) return undefined;
  if (!previous) return 1;
  const { generation = 1 } = previous.metadata;
  return isDeepStrictEqual(previous.spec, next.spec) ? generation : generation + 1;
}
