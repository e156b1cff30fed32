import { readFile } from 'node:fs/promises';
import type { GaugeValues } from '@patch-notebook-sts/core/io/gauges';
import { Outcome, type OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { markdownTable } from '@patch-notebook-sts/core/text/markdown';

const having = (rows: readonly OutcomeRow[], outcome: Outcome) =>
  rows.filter((row) => row.outcome === outcome);

/** What people call an outcome, and where it stands in the summary: what needs a person comes first. */
const SECTIONS: Record<Outcome, { words: string; rank: number }> = {
  planned: { words: 'to restart', rank: 5 },
  verified: { words: 'restarted and verified', rank: 4 },
  restarted: { words: 'restarted', rank: 3 },
  skipped: { words: 'skipped', rank: 2 },
  failed: { words: 'failed', rank: 0 },
  'not-attempted': { words: 'not attempted', rank: 1 },
};

/** `204 stale, 201 restarted and verified, 3 failed: a/b, c/d, e/f`: what happened, in a line. */
export function summaryLine(rows: readonly OutcomeRow[]): string {
  const counts = Outcome.options
    .map((outcome) => [having(rows, outcome).length, SECTIONS[outcome].words] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `, ${count} ${words}`);
  const failed = having(rows, 'failed').map(workloadName);
  const migrations = rows.filter(({ action }) => action === 'migrate').length;
  const stale = rows.length - migrations;
  const what = [
    ...(stale > 0 || migrations === 0 ? [`${stale} stale`] : []),
    ...(migrations > 0 ? [`${migrations} on another tag or pull policy`] : []),
  ];
  return `${what.join(', ')}${counts.join('')}${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`;
}

/** The restarts' part of a run's summary, in Markdown: counts, and every workload by what became of it, with the reason. */
export function summary(rows: readonly OutcomeRow[], stopped: string | undefined): string {
  const parts = [`## Restarts\n\n${summaryLine(rows)}.\n`];
  if (stopped !== undefined) parts.push(`**Stopped:** ${stopped}.\n`);
  for (const outcome of Outcome.options.toSorted((a, b) => SECTIONS[a].rank - SECTIONS[b].rank)) {
    const found = having(rows, outcome).map((row) => [
      workloadName(row),
      row.digests ?? '',
      row.reason ?? '',
    ]);
    const { words } = SECTIONS[outcome];
    if (found.length > 0) {
      parts.push(
        `### ${words.charAt(0).toUpperCase()}${words.slice(1)}\n`,
        markdownTable(['workload', 'for', 'reason'], found),
      );
    }
  }
  return `${parts.join('\n')}`;
}

/**
 * The gauges of a run.
 * @param seconds how long it took
 * @param lastSuccess Unix time in seconds of the last run that went well; undefined when there was none
 */
export const gauges = (
  rows: readonly OutcomeRow[],
  seconds: number,
  lastSuccess: number | undefined,
): GaugeValues => ({
  restarts: Object.fromEntries(Outcome.options.map((outcome) => [outcome, having(rows, outcome).length])),
  restart_duration_seconds: seconds,
  ...(lastSuccess === undefined ? {} : { last_success_timestamp_seconds: lastSuccess }),
});

/** The last success in a metrics file, which a run that fails must not forget. */
export async function lastSuccessOf(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const value = /^patch_notebook_sts_last_success_timestamp_seconds (\S+)$/m.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
