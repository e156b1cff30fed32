import { moveTag } from './move/move-tag.ts';
import type { Tags } from './move/tags.ts';
import type { Planned } from './plan/planned.ts';
import type { PromoteRow } from './rows/promote-row.ts';

/**
 * Moves the tags one after the other, and yields each row as soon as it is known.
 * @param goesOn whether the others are moved after one that failed; else they stay planned, because somebody has to look
 * @param signal ends it after the move that is under way
 */
export async function* execute(
  planned: readonly Planned[],
  tags: Tags,
  goesOn: boolean,
  signal: AbortSignal,
): AsyncGenerator<PromoteRow> {
  let stopped: string | undefined;
  for (const { row, move } of planned) {
    if (move !== undefined && stopped === undefined && signal.aborted) stopped = 'the run was interrupted';
    if (move === undefined) yield row;
    else if (stopped !== undefined) yield { ...row, reason: `not attempted: ${stopped}` };
    else {
      const ended = await moveTag(move, tags);
      if (!goesOn && (ended.outcome === 'failed' || ended.outcome === 'lost-race'))
        stopped = `${row.repository} ended as ${ended.outcome}`;
      yield { ...row, ...ended };
    }
  }
}
