import type { KubeObject, Pod } from '../cluster/api/objects.ts';
import type { Observation } from './recording.ts';

/** What the objects of one run are called, whatever their random names. */
export class Names {
  readonly #byUid = new Map<string, string>();
  readonly #oldImages = new Set<string>();
  readonly #replaced: [string, string][] = [];

  constructor(observations: readonly Observation[]) {
    const listed = observations.filter(({ type }) => type === 'LISTED').map(({ object }) => object);
    for (const object of listed) {
      const { initContainerStatuses = [], containerStatuses = [] } = (object as Pod).status ?? {};
      for (const { imageID } of [...initContainerStatuses, ...containerStatuses])
        this.#oldImages.add(imageID);
    }
    const old = new Set(listed.map(({ metadata }) => metadata.uid));
    const counts = { old: 0, new: 0 };
    for (const { type, object } of observations) {
      const { uid, name } = object.metadata;
      if (object.kind !== 'Pod') {
        if (object.kind !== 'Event') this.#byUid.set(uid, `${object.kind} ${name}`);
        continue;
      }
      // a listed pod gets its number with its first change
      if (this.#byUid.has(uid) || type === 'LISTED') continue;
      const age = old.has(uid) ? 'old' : 'new';
      const isOrdinal = /^[a-z]+-\d$/.test(name) || name === 'pull';
      this.#byUid.set(uid, `${age} pod ${isOrdinal ? name : `number ${++counts[age]}`}`);
      if (!isOrdinal) this.#replaced.push([name, `POD`]);
    }
    for (const { metadata, kind } of listed)
      if (kind === 'Pod' && !this.#byUid.has(metadata.uid))
        this.#byUid.set(metadata.uid, `old pod ${metadata.name}`);
  }

  of({ kind, metadata }: KubeObject): string | undefined {
    return kind === 'ReplicaSet' || kind === 'Namespace' ? undefined : this.#byUid.get(metadata.uid);
  }

  /** What an Event is about; undefined for a pod that was gone before. */
  ofUid(uid: string, kind: string): string | undefined {
    return kind === 'ReplicaSet' ? 'ReplicaSet' : this.#byUid.get(uid);
  }

  image(imageID: string): string {
    if (imageID === '') return 'no image';
    return this.#oldImages.has(imageID) ? 'old image' : 'new image';
  }

  inText(text: string): string {
    const named = this.#replaced.reduce((line, [name, word]) => line.replaceAll(name, word), text);
    return named
      .replace(/\bnb-[a-z0-9]{8,10}\b/g, 'REPLICASET')
      .replace(/\([0-9a-f]{8}-[0-9a-f-]{27}\)/, '(UID)')
      .replace(/ in [\w.]+ \([\w.]+ including waiting\)/, ' in TIME');
  }
}
