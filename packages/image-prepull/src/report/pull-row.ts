import type { Pulled } from '@patch-notebook-sts/core/kube/pulled-events';
import type { Result } from '../flow/state.ts';
import type { Pull } from '../plan/plan.ts';

/** A row of `--pulls`: what became of one image on one node. */
export interface PullRow {
  node: string;
  image: string;
  namespace: string;
  runtimeClass?: string;
  /** `planned` is that of a dry run; `present`: an Event says that the node had it already. */
  outcome: Result['outcome'] | 'planned' | 'present';
  reason?: string;
  /** How long it took: by the kubelet's Event, or else from the pod's creation until its end was seen. */
  seconds?: number;
  /** The size of the image: by the kubelet's Event, or else as the row of the workload has it. */
  bytes?: number;
}

/**
 * @param result undefined in a dry run
 * @param events what Events say of its pod
 */
export function pullRow(
  { node, image, namespace, runtimeClass, size }: Pull,
  result: Result | undefined,
  events: readonly Pulled[] = [],
): PullRow {
  const told = events.find(({ present }) => !present) ?? events[0];
  const present = result?.outcome === 'pulled' && told?.present;
  const ms = told?.ms ?? result?.ms;
  const bytes = told?.bytes ?? size;
  return {
    node,
    image,
    namespace,
    ...(runtimeClass === undefined ? {} : { runtimeClass }),
    outcome: result === undefined ? 'planned' : present ? 'present' : result.outcome,
    ...(result?.reason === undefined ? {} : { reason: result.reason }),
    ...(ms === undefined ? {} : { seconds: Math.round(ms / 100) / 10 }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

const OUTCOMES = [
  'planned',
  'pulled',
  'present',
  'refused',
  'failed',
  'timeout',
  'not-attempted',
] as const satisfies PullRow['outcome'][];

/** `12 images on 5 nodes: 10 pulled, 1 present, 1 failed`. */
export function countPulls(rows: readonly PullRow[]): string {
  const nodes = new Set(rows.map(({ node }) => node)).size;
  const counts = OUTCOMES.map(
    (outcome) => [rows.filter((row) => row.outcome === outcome).length, outcome] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, outcome]) => `${count} ${outcome}`);
  return `${rows.length} pulls on ${nodes} nodes${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`;
}
