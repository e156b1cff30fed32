import type { DecisionRow } from '@patch-notebook-sts/core/decision-row';
import { ExitCode, Failure, usageError } from '@patch-notebook-sts/core/failure';
import { exceeds, type Limit, parseLimit } from '@patch-notebook-sts/core/limits';

/** The share of `--max-stale`, `P%`; a number of workloads would mean another thing in each cluster (exit 2). */
export function parseShare(text: string): Limit {
  const limit = parseLimit(text, '--max-stale');
  if (!('percent' in limit)) throw usageError(`--max-stale: "${text}" is not a percentage such as 30%`);
  return limit;
}

/**
 * Stops where more workloads would restart than `limit` allows, of those that have an image of a listed repository
 * (exit 4): a registry or a cluster that suddenly calls everything stale is wrong more often than right.
 */
export function checkShare(rows: readonly DecisionRow[], limit: Limit, text: string): void {
  const tracked = rows.filter(({ decision }) => decision !== 'untracked').length;
  const stale = rows.filter(({ decision }) => decision === 'stale').length;
  if (!exceeds(limit, stale, tracked)) return;
  throw new Failure(
    ExitCode.stopped,
    `${stale} of ${tracked} workloads of listed images are stale (${((stale / tracked) * 100).toFixed(1)}%), ` +
      `more than --max-stale ${text}: nothing is to restart; see why with --decisions, and raise the limit if that is right`,
  );
}
