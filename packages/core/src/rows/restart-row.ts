import * as z from 'zod';
import { LabelName } from '../kube/kube-names.ts';
import { readDuration } from '../text/duration.ts';
import { Digest } from './digest.ts';
import { ImageDetails, Platforms } from './image-row.ts';
import { ImageText } from './image-text.ts';
import { NotebookFacts } from './notebook-facts.ts';
import { Owner } from './owner.ts';
import { PullPolicy } from './pull-policy.ts';
import { parseReference } from './reference.ts';
import { workloadFields } from './workload.ts';

/** What both kinds of container say beside their digests. */
const digestFields = {
  /** An earlier restart for `wanted` didn't change what runs; this one is for another container. */
  unmoved: z.literal(true).optional(),
  /** The manifests of `wanted`, where it is an index: a pod that runs one of them is current. */
  platforms: Platforms.optional(),
  /** How much a node has to pull for it, where tag-digest --details says so. */
  details: ImageDetails.pick({ size: true }).optional(),
};

/** A stale container: what runs, and what its tag points to now. */
const StaleContainer = z.looseObject({
  name: LabelName,
  image: ImageText,
  running: Digest,
  wanted: Digest,
  ...digestFields,
});
export type StaleContainer = z.infer<typeof StaleContainer>;

/** What a migration does to a container, beside the reference that it had; its outcome has the same fields. */
export const migratedFields = {
  /** The reference that it gets. */
  to: ImageText,
  /** Absent where nothing has run yet. */
  running: Digest.optional(),
  /** What `to` points to; absent when undoing a container that never ran. */
  wanted: Digest.optional(),
  /** The policy that it gets, and the one that it has; absent where that stays. */
  imagePullPolicy: PullPolicy.optional(),
  wasImagePullPolicy: PullPolicy.optional(),
};

/** A container of a workload to migrate; one that is only stale goes along, with `to` the same as `image`. */
const MigratedContainer = z
  .looseObject({
    name: LabelName,
    /** The reference that it has, verbatim. */
    image: ImageText,
    ...migratedFields,
    ...digestFields,
  })
  .refine(({ image, to }) => isSameRepository(image, to), {
    path: ['to'],
    error: 'not of the same repository as image',
  });

export type MigratedContainer = z.infer<typeof MigratedContainer>;

/** Whether both references can be read and name one repository: a migration changes only the tag. */
export function isSameRepository(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [parseReference(one), parseReference(other)];
  return a !== undefined && b !== undefined && a.repository === b.repository;
}

const Duration = z
  .string()
  .max(64)
  .refine((text) => readDuration(text) !== undefined, 'not a duration such as 2h');

/**
 * The options that sts-filter decided by. Hours may pass before the restart, so that sts-restart asks the same of the
 * Notebook again just before it.
 */
export const activityRuleFields = {
  idleFor: Duration.optional(),
  unknownActivity: z.enum(['restart', 'skip']).optional(),
  forceAfter: Duration.optional(),
};

export type ActivityRule = {
  [Field in keyof typeof activityRuleFields]?: z.infer<(typeof activityRuleFields)[Field]>;
};

/** How long before its restart the owner has to know; sts-restart looks again whether the announcement still stands. */
const noticeFields = { announced: Duration.optional() };

const RestartAction = z.looseObject({
  ...workloadFields,
  action: z.literal('restart'),
  containers: z.array(StaleContainer).min(1),
  notebook: NotebookFacts.optional(),
  ...activityRuleFields,
  ...noticeFields,
});

const MigrateAction = z.looseObject({
  ...workloadFields,
  action: z.literal('migrate'),
  containers: z.array(MigratedContainer).min(1),
  owner: Owner.optional(),
  notebook: NotebookFacts.optional(),
  ...activityRuleFields,
  ...noticeFields,
});
export type MigrateRow = z.infer<typeof MigrateAction>;

/**
 * A row of `3-statefulsets-to-restart.txt`: one workload that has to restart, and for what. One to migrate gets other
 * references or pull policies, in its Notebook where it has one, and restarts by that.
 */
export const RestartRow = z
  .discriminatedUnion('action', [RestartAction, MigrateAction])
  .describe('sts-filter');
export type RestartRow = z.infer<typeof RestartRow>;
