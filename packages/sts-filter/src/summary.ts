import { groupBy } from '@patch-notebook-sts/core/group-by';
import { type Decision, type DecisionRow, decisions } from '@patch-notebook-sts/core/rows/decision-row';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { markdownTable } from '@patch-notebook-sts/core/text/markdown';
import { countLine, countRows } from './counts.ts';

/** Decisions that need nobody's attention; there may be thousands. */
const UNREMARKABLE: ReadonlySet<Decision> = new Set(['stale', 'migrate', 'current', 'untracked']);

/**
 * The comparison's part of a run's summary, in Markdown: the counts, a table by repository, and every workload that was
 * left alone for a reason that somebody may want to know.
 * @param suspects what looks like a mistake in the lists of images and tags
 */
export function summary(rows: readonly DecisionRow[], suspects: readonly string[] = []): string {
  const counts = countRows(rows);
  const seen = decisions.filter((decision) => counts[decision] > 0);
  const byRepository = [...groupBy(rows, repositoryOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([repository, members]) => {
      const own = countRows(members);
      return [repository, ...seen.map((decision) => String(own[decision]))];
    });
  const remarkable = rows
    .filter(({ decision }) => !UNREMARKABLE.has(decision))
    .map((row) => [workloadName(row), row.decision, row.reason]);
  const notReady = rows.filter((row) => row.notReady !== undefined);
  const parts = [
    `## Notebooks\n\n${countLine(counts, notReady.length)}.\n`,
    markdownTable(['repository', ...seen], byRepository),
  ];
  if (suspects.length > 0)
    parts.push('### Is this meant?\n', `${suspects.map((one) => `- ${one}.\n`).join('')}`);
  if (notReady.length > 0) {
    const table = notReady.map((row) => [workloadName(row), row.reason]);
    parts.push('### Current, but not ready\n', markdownTable(['workload', 'reason'], table));
  }
  if (remarkable.length > 0) {
    parts.push('### Left alone\n', markdownTable(['workload', 'decision', 'reason'], remarkable));
  }
  return parts.filter(Boolean).join('\n');
}

const repositoryOf = ({ image = '' }: DecisionRow): string =>
  parseReference(image)?.repository ?? (image || 'unknown');
