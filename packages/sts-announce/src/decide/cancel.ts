import { announcementKeys } from '@patch-notebook-sts/core/rows/announcement';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { annotationsOf, announcementOf, type Present, placeOf } from '../live/present.ts';
import { formatDate } from '../words/sentences.ts';
import type { Step } from './step.ts';
import { imagesOf, optOutCommand } from './values.ts';

/**
 * Takes an announcement back, whatever it is for: nothing restarts then that waits for one.
 * @param now RFC 3339
 */
export function cancelStep(row: RestartRow, present: Present, now: string): Step {
  if (present.workload === undefined) return { skipped: 'it is gone' };
  const annotations = annotationsOf(present) ?? {};
  if (announcementKeys(row, placeOf(present)).every((key) => annotations[key] === undefined))
    return { skipped: 'nothing is announced' };
  const announcement = announcementOf(present, row);
  return {
    outcome: 'cancelled',
    event: {
      kind: 'plan',
      reason: 'ImageUpdateCancelled',
      type: 'Normal',
      since: now,
      sentence: 'cancelled',
      values: {
        date: announcement === undefined ? '?' : formatDate(announcement.plannedFor),
        images: imagesOf(row),
        optOut: optOutCommand(present, row.namespace ?? ''),
        reason: '',
      },
    },
    announcement,
    change: 'remove',
  };
}
