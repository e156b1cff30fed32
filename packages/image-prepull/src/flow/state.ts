import type { CountOrPercent } from '@patch-notebook-sts/core/cli/count-or-percent';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import type { Pull } from '../plan/plan.ts';
import type { Reading } from '../puller/reading.ts';

/** How the pulls of a plan are carried out; times in milliseconds. */
export interface Policy {
  /** Nodes that pull at a time; each pulls one image at a time. */
  nodes: number;
  /** How long a pull may take. */
  timeoutMs: number;
  /** How long a pull may fail before its image counts as one that the node can't get. */
  troubleMs: number;
  maxFailures: CountOrPercent;
}

/** What became of a pull. */
export interface Result {
  outcome: 'pulled' | 'refused' | 'failed' | 'timeout' | 'not-attempted';
  reason?: string;
  /** From the pod's creation. */
  ms?: number;
}

export type FlowEvent =
  | { type: 'tick' }
  | { type: 'created'; id: string }
  /** The API server did not take the pod. */
  | { type: 'not-created'; id: string; outcome: 'refused' | 'failed'; words: string }
  | { type: 'seen'; id: string; reading: Reading }
  | { type: 'interrupted' };

export type FlowAction =
  | { type: 'create'; pull: Pull }
  | { type: 'settle'; pull: Pull; result: Result }
  /** Delete the pod of a pull that has nothing to keep. */
  | { type: 'remove'; pull: Pull }
  | { type: 'end'; stopped: string | undefined };

/** A pull that is under way. */
export interface Active {
  pull: Pull;
  since: number;
  /** Its pod was asked for, and nobody knows yet whether it is there. */
  creating: boolean;
  reading: Reading;
  /** Since when it has failed, and what the kubelet said that tells most. */
  trouble: { since: number; words: string } | undefined;
}

/** The whole state of a run; `next` makes the one after it. */
export interface FlowState {
  policy: Policy;
  /** Pulls that have not begun, by node. */
  waiting: ReadonlyMap<string, readonly Pull[]>;
  /** By the pull's id. */
  active: ReadonlyMap<string, Active>;
  failures: number;
  settled: number;
  total: number;
  /** Why nothing more is pulled. */
  stopped: string | undefined;
  ended: boolean;
}

/** What happens next: the new state, what to do, and when to send a `tick` if nothing else happens before. */
export interface Step {
  state: FlowState;
  actions: FlowAction[];
  wakeAt: number | undefined;
}

/** The state before anything has happened. */
export const initialState = (pulls: readonly Pull[], policy: Policy): FlowState => ({
  policy,
  waiting: groupBy(pulls, ({ node }) => node),
  active: new Map(),
  failures: 0,
  settled: 0,
  total: pulls.length,
  stopped: undefined,
  ended: false,
});
