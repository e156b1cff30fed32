import type { Announcement } from '@patch-notebook-sts/core/rows/announcement';
import type { SentenceName, Values } from '../words/sentences.ts';

/** What is done for a task, as the workload is now; or why nothing is. */
export type Step = { skipped: string; event?: undefined } | Telling;

/** An Event for the owner, and what becomes of the annotations. */
export interface Telling {
  skipped?: undefined;
  outcome: 'announced' | 'renewed' | 'cancelled' | 'reported';
  event: {
    /** An owner has one Event of each: a later one of the same kind takes the place of the one before. */
    kind: 'plan' | 'outcome';
    reason: string;
    type: 'Normal' | 'Warning';
    /** Since when what it says is so. RFC 3339. */
    since: string;
    sentence: SentenceName;
    values: Values;
  };
  /** The announcement that stands then, or that ends. */
  announcement: Announcement | undefined;
  change: 'none' | 'write' | 'remove';
}
