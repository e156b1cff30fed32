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
const LENGTH = 1000;

/** The latest changes, for watches that begin where a list ended. */
export class History {
  #changes: Change[] = [];
  #forgotten = 0;

  add(change: Change): void {
    this.#changes.push(change);
    if (this.#changes.length <= 2 * LENGTH) return;
    const [last] = this.#changes.splice(0, LENGTH).slice(-1);
    this.#forgotten = last ? revisionOf(last) : 0;
  }

  /** The changes after a revision, oldest first; undefined when they are not all remembered any more. */
  since(revision: number): Change[] | undefined {
    if (revision < this.#forgotten) return undefined;
    return this.#changes.filter((change) => revisionOf(change) > revision);
  }
}

function revisionOf({ object }: Change): number {
  return Number(object.metadata.resourceVersion);
}
