import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';

/** What is to be told about a workload: its restart, that it won't happen, or what became of it. */
export type Task =
  | { about: 'plan' | 'cancellation'; row: RestartRow }
  | { about: 'outcome'; row: OutcomeRow };
