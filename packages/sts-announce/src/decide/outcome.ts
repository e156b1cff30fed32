import { announcementKeys, isFor } from '@patch-notebook-sts/core/rows/announcement';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { annotationsOf, announcementOf, type Present, placeOf } from '../live/present.ts';
import { formatDate } from '../words/sentences.ts';
import type { Step, Telling } from './step.ts';
import { digestsOf, optOutCommand } from './values.ts';

/**
 * Tells what became of a restart, and ends its announcement, unless that is for another digest by now. Where nothing was done
 * and nothing decided, the announcement stands.
 * @param now RFC 3339
 */
export function outcomeStep(row: OutcomeRow, present: Present, now: string): Step {
  const { outcome, startedAt, reason = 'no reason is known' } = row;
  if (
    outcome === 'planned' ||
    outcome === 'not-attempted' ||
    (outcome === 'failed' && startedAt === undefined)
  )
    return { skipped: 'it was not restarted, and what is announced stands' };
  if (present.workload === undefined) return { skipped: 'it is gone' };
  const announcement = announcementOf(present, row);
  const ends = announcement === undefined || isFor(announcement, row.digests ?? announcement.digests);
  const annotations = annotationsOf(present) ?? {};
  const isNoted = announcementKeys(row, placeOf(present)).some((key) => annotations[key] !== undefined);
  return {
    outcome: 'reported',
    event: {
      kind: 'outcome',
      ...EVENTS[outcome],
      since: row.readyAt ?? startedAt ?? now,
      values: {
        date: announcement === undefined ? '' : formatDate(announcement.plannedFor),
        images: digestsOf(row),
        optOut: optOutCommand(present, row.namespace ?? ''),
        reason,
      },
    },
    announcement: ends ? announcement : undefined,
    change: ends && isNoted ? 'remove' : 'none',
  };
}

type Words = Pick<Telling['event'], 'reason' | 'type' | 'sentence'>;

const UPDATED: Words = { reason: 'ImageUpdated', type: 'Normal', sentence: 'updated' };
const EVENTS: Record<'verified' | 'restarted' | 'failed' | 'skipped', Words> = {
  verified: UPDATED,
  restarted: UPDATED,
  failed: { reason: 'ImageUpdateFailed', type: 'Warning', sentence: 'failed' },
  skipped: { reason: 'ImageUpdateSkipped', type: 'Normal', sentence: 'spared' },
};
