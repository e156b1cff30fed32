import { notebookFacts, optsOut } from '@patch-notebook-sts/core/rows/annotated-object';
import { isFor } from '@patch-notebook-sts/core/rows/announcement';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { announcementOf, type Present } from '../live/present.ts';
import { formatDate } from '../words/sentences.ts';
import type { Step } from './step.ts';
import { imagesOf, optOutCommand } from './values.ts';

/**
 * Announces a restart. What was announced for the same digests before stays as it is, date included, because its owner may
 * count on that: only the Event is renewed. For another digest it is announced anew, with all the notice that needs.
 *
 * @param at the date, RFC 3339
 * @param now RFC 3339
 */
export function planStep(row: RestartRow, present: Present, at: string, now: string): Step {
  const why = whyNotAnnounce(row, present);
  if (why !== undefined) return { skipped: why };
  const digests = digestsAnnotation(row);
  const before = announcementOf(present, row);
  const stands = before !== undefined && isFor(before, digests);
  const announcement = stands ? before : { plannedFor: at, digests, announcedAt: now };
  return {
    outcome: stands ? 'renewed' : 'announced',
    event: {
      kind: 'plan',
      reason: 'ImageUpdatePlanned',
      type: 'Normal',
      since: announcement.announcedAt,
      sentence: 'planned',
      values: {
        date: formatDate(announcement.plannedFor),
        images: imagesOf(row),
        optOut: optOutCommand(present, row.namespace ?? ''),
        reason: '',
      },
    },
    announcement,
    change: stands ? 'none' : 'write',
  };
}

/** Why there is nothing to announce, by what the workload is now. */
function whyNotAnnounce(row: RestartRow, { workload, notebook, namespace }: Present): string | undefined {
  if (workload === undefined) return 'it is gone';
  if (workload.spec.replicas === 0)
    return 'it is scaled to 0, and will pull the current image when it starts';
  if (row.notebook !== undefined && notebook === undefined) return 'its Notebook is gone';
  if (notebook !== undefined && typeof notebookFacts(notebook).stopped === 'string')
    return 'its notebook is being stopped';
  if (notebook !== undefined && optsOut(notebook)) return 'its notebook asks for no restarts';
  if (namespace !== undefined && optsOut(namespace)) return 'its namespace asks for no restarts';
  return undefined;
}
