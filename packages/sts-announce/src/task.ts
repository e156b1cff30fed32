import type { Announcement } from '@patch-notebook-sts/core/rows/announcement';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { AnnounceOutcome } from './report/announce-row.ts';
import type { SentenceName, Values } from './words/sentences.ts';

/** What is to be told about a workload: its restart, that it won't happen, or what became of it. */
export type Task =
  | { about: 'plan' | 'cancellation'; row: RestartRow }
  | { about: 'outcome'; row: OutcomeRow };

/** What is done for a task, as the workload is now; or why nothing is. */
export type Step = { skipped: string; event?: undefined } | Telling;

export interface Telling {
  skipped?: undefined;
  outcome: AnnounceOutcome;
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
  /** What becomes of the annotations. */
  change: 'none' | 'write' | 'remove';
}
