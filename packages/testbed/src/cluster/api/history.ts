import type { KubeObject } from './objects.ts';
import type { ResourceName } from './resources.ts';

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: ResourceName;
  key: string;
  object: KubeObject;
  previous?: KubeObject;
}

/** How many past changes are remembered at least. */
const LENGTH = 10_000;

/** The latest changes, for watches that begin where a list or another watch ended. */
export class History {
  #changes: Change[] = [];
  #forgotten = 0;

  add(change: Change): void {
    this.#changes.push(change);
    if (this.#changes.length > 2 * LENGTH) this.#forget(LENGTH);
  }

  /** The changes after a revision, oldest first; undefined when they are not all remembered any more. */
  since(revision: number): Change[] | undefined {
    if (revision < this.#forgotten) return undefined;
    const first = this.#changes.findLastIndex((change) => revisionOf(change) <= revision) + 1;
    return this.#changes.slice(first);
  }

  /** The oldest revision from which a watch can begin. */
  get oldest(): number {
    return this.#forgotten;
  }

  /** Forgets all changes so far. */
  compact(): void {
    this.#forget(this.#changes.length);
  }

  #forget(count: number): void {
    const last = this.#changes.splice(0, count).at(-1);
    if (last) this.#forgotten = revisionOf(last);
  }
}

/** The revision that a change made: that of the object as it is after it. */
export function revisionOf({ object }: Change): number {
  return Number(object.metadata.resourceVersion);
}
