import type { CountOrPercent } from '@patch-notebook-sts/core/cli/count-or-percent';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { StartResult } from '../act/start-group.ts';
import type { PodState } from '../live/pod-state.ts';
import type { Snapshot } from '../live/present.ts';
import type { PlannedWave } from '../plan/waves.ts';
import type { Watched } from './judge.ts';
import type { Failures } from './max-failures.ts';

/** How a plan is carried out; times in milliseconds. */
export interface Policy {
  /** Workloads that may be restarted and not settled at a time. */
  batch: number;
  /** Between the starts of two groups. */
  pauseMs: number;
  /** How long a restart may take, from its own start; 0: restarts are not awaited. */
  waitMs: number;
  /** How long a container that can't start may keep trying. */
  troubleMs: number;
  /** Between two waves. */
  soakMs: number;
  maxFailures: CountOrPercent;
}

/** The moment of an event. */
export interface Now {
  /** Milliseconds of a clock that nobody sets. */
  ms: number;
  /** Whether groups may start. */
  windowOpen: boolean;
}

export type FlowEvent =
  | { type: 'tick' }
  | { type: 'started'; results: readonly StartResult[] }
  /** What a watch has seen of a workload. */
  | { type: 'seen'; id: string; snapshot: Snapshot }
  /** A workload was read again, and what Events say about its missing pods. */
  | { type: 'confirmed'; id: string; snapshot: Snapshot; events?: string | undefined }
  | { type: 'unconfirmed'; id: string; failure: string }
  | { type: 'deleted'; id: string; note: string }
  | { type: 'interrupted' };

export type Settled = Pick<OutcomeRow, 'outcome' | 'reason' | 'batch' | 'startedAt'>;

export type FlowAction =
  | { type: 'start'; group: number; rows: readonly RestartRow[]; wave: string }
  /** Read a workload again, before it is called failed. */
  | { type: 'confirm'; id: string; row: RestartRow }
  | { type: 'delete-pods'; id: string; pods: readonly PodState[] }
  | { type: 'settle'; row: RestartRow; result: Settled }
  | { type: 'soak'; wave: string; ms: number }
  | { type: 'end'; stopped: string | undefined };

/** A restart that is watched, and what is known about it so far. */
export interface InFlight extends Watched {
  group: number;
  deadline: number;
  snapshot: Snapshot;
  /** Since when a container has been in trouble, and what it said that tells most. */
  trouble: { since: number; words: string; final: boolean } | undefined;
  confirming: boolean;
  /** Pods that were deleted because they stood in the way. */
  deleted: readonly string[];
  /** Their deletion has not been answered yet. */
  deleting: boolean;
  note: string | undefined;
}

/** The whole state of a run; `next` makes the one after it. */
export interface FlowState {
  policy: Policy;
  waves: readonly PlannedWave[];
  /** The wave at work, and how many of its rows were started. */
  wave: number;
  begun: number;
  groups: number;
  /** Rows of the group that is being started. */
  starting: readonly RestartRow[];
  watched: ReadonlyMap<string, InFlight>;
  /** No group starts before. */
  notBefore: number;
  /** Outcomes of the wave at work, and failures of the whole run, with those of the run that it resumes. */
  waveAttempted: number;
  waveFailed: number;
  failures: Failures;
  total: number;
  settled: number;
  stopped: string | undefined;
  interrupted: boolean;
  ended: boolean;
}

/** What happens next: the new state, what to do, and when to send a `tick` if nothing else happens before. */
export interface Step {
  state: FlowState;
  actions: FlowAction[];
  wakeAt: number | undefined;
}

/**
 * The state before anything has happened.
 * @param earlier outcomes of the run that this one resumes: how many, and which failed
 */
export function initialState(
  waves: readonly PlannedWave[],
  policy: Policy,
  earlier: { outcomes: number; failures: Failures },
): FlowState {
  return {
    policy,
    waves,
    wave: 0,
    begun: 0,
    groups: 0,
    starting: [],
    watched: new Map(),
    notBefore: Number.NEGATIVE_INFINITY,
    waveAttempted: 0,
    waveFailed: 0,
    failures: earlier.failures,
    total: earlier.outcomes + waves.reduce((sum, { rows }) => sum + rows.length, 0),
    settled: earlier.outcomes,
    stopped: undefined,
    interrupted: false,
    ended: false,
  };
}
