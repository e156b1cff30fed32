import * as z from 'zod';
import { LabelName } from '../kube/kube-names.ts';
import { ImageText } from './image-text.ts';
import { Owner } from './owner.ts';
import { isSameRepository, migratedFields } from './restart-row.ts';
import { workloadFields } from './workload.ts';

/** Characters of a reason; it may quote a webhook, or a pod's status. */
export const MAX_REASON = 2000;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/ */
const MAX_ANNOTATIONS = 256 * 1024;

/** The result of a workload's restart. `planned` is that of a dry run: nothing was changed. */
export const Outcome = z.enum(['planned', 'restarted', 'verified', 'skipped', 'failed', 'not-attempted']);
export type Outcome = z.infer<typeof Outcome>;

/** What a migration changed in a container: references and pull policies, and the digests that belong to them. */
const ChangedContainer = z
  .looseObject({ name: LabelName, from: ImageText, ...migratedFields })
  .refine(({ from, to }) => isSameRepository(from, to), {
    path: ['from'],
    error: 'not of the same repository as to',
  });

/** A row of `4-restarts.txt`. `batch` counts from 1; times are RFC 3339 in UTC. */
export const OutcomeRow = z
  .looseObject({
    ...workloadFields,
    outcome: Outcome,
    reason: z.string().max(MAX_REASON).optional(),
    batch: z.int().positive().optional(),
    /** When the change was made; absent if none was. */
    startedAt: z.iso.datetime().max(64).optional(),
    /** What the restart was for: `repository:tag@digest`, separated by commas, as in the pods' annotation. */
    digests: z.string().max(MAX_ANNOTATIONS).optional(),
    readyAt: z.iso.datetime().max(64).optional(),
    /** From the creation of its pod until that was ready; of several pods, the slowest. */
    startupSeconds: z.number().nonnegative().optional(),
    /** Whether its images were on the node, as Events tell. */
    pull: z.enum(['warm', 'cold']).optional(),
    /** Only a migration has these; they say how to undo it. */
    action: z.literal('migrate').optional(),
    containers: z.array(ChangedContainer).min(1).optional(),
    owner: Owner.optional(),
  })
  .describe('sts-restart');
export type OutcomeRow = z.infer<typeof OutcomeRow>;
