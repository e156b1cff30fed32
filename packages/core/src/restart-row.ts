import * as z from 'zod';
import { Digest } from './digest.ts';
import { LabelName } from './kube-names.ts';
import { NotebookFacts } from './notebook-facts.ts';
import { workloadKeys } from './workload.ts';

/** A stale container: what runs, and what its tag points to now. */
const StaleContainer = z.looseObject({
  name: LabelName,
  image: z.string(),
  running: Digest,
  wanted: Digest,
  /** An earlier restart for `wanted` didn't change what runs; this one is for another container. */
  unmoved: z.literal(true).optional(),
  /** The manifests of `wanted`, where it is an index: a pod that runs one of them is current. */
  platforms: z.record(z.string(), Digest).optional(),
});

/** A row of `3-statefulsets-to-restart.txt`: one workload that has to restart, and for what. */
export const RestartRow = z.looseObject({
  ...workloadKeys,
  action: z.literal('restart'),
  containers: z.array(StaleContainer).min(1),
  notebook: NotebookFacts.optional(),
});
export type RestartRow = z.infer<typeof RestartRow>;
