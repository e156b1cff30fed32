import { readFile } from 'node:fs/promises';
import type { GaugeValues } from '@patch-notebook-sts/core/io/gauges';
import { DEFAULT_KIND, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import { Outcome, type OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { markdownTable } from '@patch-notebook-sts/core/text/markdown';
import { shortDigest } from '@patch-notebook-sts/core/text/table';

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

/** References as people compare them: with short digests. */
const shortened = (digests: string): string =>
  digests
    .split(',')
    .map((one) => one.replace(/@.*$/, (digest) => `@${shortDigest(digest.slice(1))}`))
    .join(', ');

const lookFurther = ({ stsName, namespace, kind = DEFAULT_KIND }: OutcomeRow): string =>
  `kubectl describe ${kindInfo(kind).word}/${stsName}${namespace === undefined ? '' : ` -n ${namespace}`}`;

/** How many are named that took longest to start. */
const SLOWEST = 5;

/** The restarts' part of a run's summary, in Markdown: counts, and every workload by what became of it, with the reason. */
export function summary(rows: readonly OutcomeRow[], stopped: string | undefined): string {
  const parts = [`## Restarts\n\n${summaryLine(rows)}.\n`];
  if (stopped !== undefined) parts.push(`**Stopped:** ${stopped}.\n`);
  for (const outcome of Outcome.options.toSorted((a, b) => SECTIONS[a].rank - SECTIONS[b].rank)) {
    const found = having(rows, outcome).map((row) => [
      workloadName(row),
      shortened(row.digests ?? ''),
      row.reason ?? '',
      ...(outcome === 'failed' ? [lookFurther(row)] : []),
    ]);
    const { words } = SECTIONS[outcome];
    const titles = ['workload', 'for', 'reason', ...(outcome === 'failed' ? ['look further'] : [])];
    if (found.length > 0) {
      parts.push(`### ${words.charAt(0).toUpperCase()}${words.slice(1)}\n`, markdownTable(titles, found));
    }
  }
  const slow = rows
    .filter(({ startupSeconds = 0 }) => startupSeconds > 0)
    .sort((a, b) => (b.startupSeconds ?? 0) - (a.startupSeconds ?? 0))
    .slice(0, SLOWEST)
    .map((row) => [workloadName(row), `${Math.round(row.startupSeconds ?? 0)} s`, row.pull ?? '']);
  if (slow.length > 0)
    parts.push('### Slowest to start\n', markdownTable(['workload', 'took', 'image'], slow));
  return `${parts.join('\n')}`;
}

/**
 * The gauges of a run.
 * @param seconds how long it took
 * @param lastSuccess Unix time in seconds of the last run that went well; 0 when there was none, so that an alert finds it
 */
export const gauges = (rows: readonly OutcomeRow[], seconds: number, lastSuccess: number): GaugeValues => ({
  restarts: Object.fromEntries(Outcome.options.map((outcome) => [outcome, having(rows, outcome).length])),
  restart_duration_seconds: seconds,
  last_success_timestamp_seconds: lastSuccess,
});

/** The last success in a metrics file, which a run that fails must not forget; 0 when there was none. */
export async function lastSuccessOf(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const value = /^patch_notebook_sts_last_success_timestamp_seconds (\S+)$/m.exec(text)?.[1];
  return Number(value ?? 0);
}
