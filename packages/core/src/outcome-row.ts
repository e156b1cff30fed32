import * as z from 'zod';
import { workloadKeys } from './workload.ts';

/** What became of a workload's restart. `planned` is the dry run's word: nothing was changed. */
export const Outcome = z.enum(['planned', 'restarted', 'verified', 'skipped', 'failed', 'not-attempted']);
export type Outcome = z.infer<typeof Outcome>;

/** A row of `4-restarts.txt`. `batch` counts from 1; times are RFC 3339 in UTC. */
export const OutcomeRow = z.looseObject({
  ...workloadKeys,
  outcome: Outcome,
  reason: z.string().optional(),
  batch: z.int().positive().optional(),
  startedAt: z.iso.datetime().optional(),
  /** What the restart was for: `repository:tag@digest`, separated by commas, as in the pods' annotation. */
  digests: z.string().optional(),
  readyAt: z.iso.datetime().optional(),
});
export type OutcomeRow = z.infer<typeof OutcomeRow>;
