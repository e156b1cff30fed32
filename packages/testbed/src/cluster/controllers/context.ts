import type { Events } from '../api/events.ts';
import type { Store } from '../api/store.ts';
import type { PodControl } from './pod-control.ts';
import type { Revisions } from './revision.ts';

/** What all controllers work with. */
export interface ControllerContext {
  store: Store;
  events: Events;
  pods: PodControl;
  revisions: Revisions;
  /** The nodes of the cluster, by name. */
  nodes: () => readonly string[];
}

/** Whether a controller has to look at an object again though nothing changes. */
export interface Again {
  /** It could not do all: it tries again, ever more rarely. */
  failed?: boolean;
  /** After this many milliseconds, when time alone will have changed something. */
  afterMs?: number;
}
