import * as z from 'zod';
import { workloadFields } from './workload.ts';

/**
 * What can be decided about a workload, the most telling first: of several containers' decisions, the workload gets the
 * one that stands highest here.
 */
export const decisions = [
  'stale',
  'migrate',
  'opted-out',
  'held',
  'too-new',
  'older',
  'unpaired',
  'pull-policy',
  'unmoved',
  'not-announced',
  'announced',
  'busy',
  'activity-unknown',
  'unknown-digest',
  'other-tag',
  'pinned',
  'not-running',
  'current',
  'untracked',
] as const;

/** The decisions that restart a workload. */
export const restarting = ['stale', 'migrate'] as const satisfies readonly (typeof decisions)[number][];

/** The decisions of what is stale and would restart, had its owner had enough notice. */
export const waiting = [
  'not-announced',
  'announced',
] as const satisfies readonly (typeof decisions)[number][];

export const Decision = z.enum(decisions);
export type Decision = z.infer<typeof Decision>;

/** A row of `--decisions`: every workload of the input, with what was decided about it and why. */
export const DecisionRow = z.looseObject({
  ...workloadFields,
  decision: Decision,
  reason: z.string(),
  /** The reference of the container that decided. */
  image: z.string().optional(),
  /** Why a container that runs what is wanted is not ready, such as `CrashLoopBackOff`. */
  notReady: z.string().optional(),
});
export type DecisionRow = z.infer<typeof DecisionRow>;
