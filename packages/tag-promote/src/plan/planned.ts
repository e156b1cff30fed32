import type { Move } from '../move/move-tag.ts';
import type { PromoteRow } from '../rows/promote-row.ts';

/** A row, and what execute would do about it, where there is anything to do. */
export interface Planned {
  row: PromoteRow;
  move?: Move;
}
