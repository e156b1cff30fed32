/** What the page is made from: one JSON text in it. A key without a value is absent. Times are RFC 3339 in UTC. */
export interface PageData {
  /** The run's own words about itself: mode, cluster, duration. */
  run: readonly string[];
  /** When the run asked the registry, if that is known. */
  at?: string | undefined;
  sentence: string;
  attention: readonly Attention[];
  /** What a reader has to know about the files that the page is made from. */
  notes: readonly string[];
  images: readonly TrackedImage[];
  workloads: readonly WorkloadFacts[];
  history?: History | undefined;
}

/** Something that needs a person. */
export interface Attention {
  title: string;
  reason: string;
  /** For pasting into a shell, to look further; one for each workload. */
  commands: readonly string[];
}

/** A tag that was looked up. */
export interface TrackedImage {
  /** `repository:tag`. */
  reference: string;
  /** The digests that count as what the tag points to, in short. */
  now: readonly string[];
}

/**
 * How a workload stands: `stale` restarts, `held` is stale and left alone, `unknown` could not be compared, `other` was not
 * to be compared.
 */
export const groups = ['current', 'stale', 'held', 'unknown', 'other'] as const;
export type Group = (typeof groups)[number];

/** A workload, and all that the stages say about it. */
export interface WorkloadFacts {
  namespace: string;
  name: string;
  /** Absent for a StatefulSet. */
  kind?: string | undefined;
  group: Group;
  decision?: string | undefined;
  outcome?: string | undefined;
  /** `repository:tag` of the container that decided. */
  image?: string | undefined;
  /** What it ran when the run began, in short. */
  running?: string | undefined;
  reason?: string | undefined;
  startedAt?: string | undefined;
  readyAt?: string | undefined;
  /** The group of starts that it belonged to. */
  batch?: number | undefined;
  pull?: 'warm' | 'cold' | undefined;
}

/** What the folders of several runs say together, the oldest first. */
export interface History {
  runs: readonly RunFacts[];
  failures: readonly { image: string; failures: number }[];
}

/** One run of a history. */
export interface RunFacts {
  at: string;
  counts: Record<Group, number>;
  /** Stale workloads, held ones among them, that were not seen to run the wanted image at the run's end. */
  left: number;
  /** For how many days the oldest stale workload had been stale, as far as the runs show. */
  oldestDays: number;
}
